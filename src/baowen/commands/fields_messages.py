"""What the commands about messages print with --json; part of baowen.commands.fields."""

from __future__ import annotations

MESSAGE_ROWS = {
    "messages list": (
        ("[].key", "text", "编号，同一编号只有一条", "key; one message has it"),
        ("[].to", "text", "接收方", "recipient"),
        ("[].kind", "text", "种类", "kind"),
        ("[].title_zh", "text", "标题", "title, in Chinese"),
        ("[].title_en", "text", "标题（英文）", "title"),
        ("[].body_zh", "text", "正文", "body, in Chinese"),
        ("[].body_en", "text", "正文（英文）", "body"),
        ("[].about", "text", "所涉事项，如 case/7", "subject, such as case/7"),
        ("[].posted_at", "instant", "时间", "when it was posted"),
        ("[].read_at", "instant", "何时已读，未读为 null", "when it was read, null if unread"),
        ("[].read_by", "text", "何人所读，未读为空", "who read it, empty if unread"),
    ),
    "messages failed": (
        ("[].number", "integer", "序号，重发时用", "number, for retry"),
        ("[].key", "text", "消息编号", "key of the message"),
        ("[].to", "text", "接收方", "recipient"),
        ("[].title_zh", "text", "标题", "title, in Chinese"),
        ("[].channel", "integer", "渠道编号", "number of the channel"),
        ("[].channel_kind", "text", "email 电子邮件、apprise 企业微信等", "email or apprise"),
        ("[].state", "text", "failed 已放弃、waiting 待重试", "failed, or waiting for its next try"),
        ("[].tries", "integer", "已试次数", "tries"),
        ("[].tried_at", "instant", "最近一次", "last try"),
        ("[].next_try_at", "instant", "下次重试，已放弃为 null", "next try, null if given up"),
        ("[].problem_zh", "text", "问题和办法", "what is wrong and what to do, in Chinese"),
        ("[].problem_en", "text", "问题和办法（英文）", "what is wrong and what to do"),
    ),
    "messages channel list": (
        ("[].number", "integer", "编号", "number"),
        ("[].to", "text", "接收方", "recipient"),
        ("[].kind", "text", "email 电子邮件、apprise 企业微信等", "email or apprise"),
        ("[].address", "text", "邮件地址，或环境变量名", "e-mail address, or name of the environment variable"),
    ),
}
