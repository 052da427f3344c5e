"""E-mail, by the server that the environment names."""

from __future__ import annotations

import hashlib
import smtplib
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage

from baowen.core.messages.channels.problem import AddressRefusedError, NotSentError
from baowen.core.messages.rules import Letter, written


def send(address: str, letter: Letter) -> None:
    """Hand the letter to the mail server. Copies of one letter have the same Message-ID and X-Baowen-Key."""
    if not (settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL):
        raise NotSentError(
            "未设置邮件服务器；请在运行 worker 的环境中设置 BAOWEN_EMAIL_HOST 和 BAOWEN_EMAIL_FROM",
            "no mail server; set BAOWEN_EMAIL_HOST and BAOWEN_EMAIL_FROM in the worker's environment",
        )
    digest = hashlib.sha256(f"{letter.key}\n{address}".encode()).hexdigest()[:40]
    subject = " ".join(f"{letter.title.zh} {letter.title.en}".split())
    headers = {"Message-ID": f"<{digest}@baowen.invalid>", "X-Baowen-Key": quote(letter.key, safe="/:")}
    mail = EmailMessage(subject, written(letter), settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
    hand_over(mail)


def hand_over(mail: EmailMessage) -> None:
    """Give a mail to the server that the settings name; NotSentError that says what to do where it is not taken."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise AddressRefusedError(
            "邮件服务器不接受该收件地址；请核对", "the server refuses the address; check it"
        ) from error
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
        raise NotSentError(f"邮件服务器拒收（代码 {code}）", f"the mail server refused it ({code})") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(
            f"连接不上邮件服务器 {settings.EMAIL_HOST}:{settings.EMAIL_PORT}；请检查网络和设置",
            f"cannot reach the mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT}; check network and settings",
        ) from error
