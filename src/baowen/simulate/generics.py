"""Which drugs a simulated province buys: real generic names with the forms, strengths and packs they come in.

Names, forms and ATC groups are facts; prices are orders of magnitude that somebody wrote down, not quotations.
Those marked `easily_short` or `emergency` are mostly drugs that provincial notices and the press named as short.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Generic:
    """A drug of one dosage form. `unit_price` is yuan for one unit of the first strength; `weight` its share of use."""

    name: str
    dosage_form: str
    atc: str
    ingredient: str
    strengths: tuple[str, ...]
    packs: tuple[str, ...]
    unit_price: float
    drug_class: str
    season: str
    weight: float
    cold_chain: bool

    @property
    def transport(self) -> str:
        """How it travels: controlled before cold, for what is controlled may be both."""
        if self.ingredient in _CONTROLLED:
            return "controlled"
        return "cold" if self.cold_chain else "ordinary"

    @property
    def unit(self) -> str:
        """The smallest unit, read from the first pack: 24粒/盒 gives 粒."""
        return next(character for character in self.packs[0] if not character.isdigit())


_CONTROLLED = frozenset({"马来酸麦角新碱", "苯巴比妥钠"})  # a precursor chemical and a psychotropic of the second class
_CLASSES = {"E": "emergency", "S": "easily_short", "O": "ordinary"}

# name|form|ATC|ingredient|strengths|packs|yuan a unit|class|season (W winter S summer A spring N none)|weight|cold
_TABLE = """
阿莫西林胶囊|胶囊剂|J01CA|阿莫西林|0.25g,0.5g|24粒/盒,36粒/盒|0.2|O|W|9|
阿莫西林克拉维酸钾片|片剂|J01CR|阿莫西林|0.375g,0.625g|12片/盒,18片/盒|1.2|O|W|5|
注射用青霉素钠|注射用无菌粉末|J01CE|青霉素钠|80万单位,160万单位|1支,50支/盒|0.6|O|W|7|
注射用苄星青霉素|注射用无菌粉末|J01CE|苄星青霉素|120万单位|1支|18|S|N|2|
头孢呋辛酯片|片剂|J01DC|头孢呋辛酯|0.25g|12片/盒,24片/盒|0.9|O|W|6|
注射用头孢呋辛钠|注射用无菌粉末|J01DC|头孢呋辛钠|0.75g,1.5g|1支,10支/盒|5|O|W|7|
注射用头孢曲松钠|注射用无菌粉末|J01DD|头孢曲松钠|1g,2g|1支,10支/盒|3|O|W|8|
头孢克肟颗粒|颗粒剂|J01DD|头孢克肟|50mg|6袋/盒,12袋/盒|1.5|O|W|5|
注射用哌拉西林钠他唑巴坦钠|注射用无菌粉末|J01CR|哌拉西林钠|2.25g,4.5g|1支|15|O|N|5|
注射用美罗培南|注射用无菌粉末|J01DH|美罗培南|0.5g,1g|1支,10支/盒|22|O|N|4|
阿奇霉素片|片剂|J01FA|阿奇霉素|0.25g|6片/盒,12片/盒|1.3|O|W|7|
阿奇霉素干混悬剂|干混悬剂|J01FA|阿奇霉素|0.1g|6袋/盒|2.5|O|W|5|
红霉素软膏|软膏剂|D06AX|红霉素|10g:0.1g|1支|1.8|O|N|4|
盐酸林可霉素注射液|注射液|J01FF|盐酸林可霉素|2ml:0.6g|1支,10支/盒|1.6|O|N|4|
林可霉素滴耳液|滴耳剂|S02AA|盐酸林可霉素|6ml:0.18g|1支|4|S|N|1|
硫酸庆大霉素注射液|注射液|J01GB|硫酸庆大霉素|2ml:80mg(8万单位)|10支/盒|0.7|O|N|4|
左氧氟沙星片|片剂|J01MA|左氧氟沙星|0.25g,0.5g|7片/盒,10片/盒|0.8|O|N|6|
左氧氟沙星氯化钠注射液|注射液|J01MA|左氧氟沙星|100ml:0.5g|1瓶|9|O|N|5|
甲硝唑氯化钠注射液|注射液|J01XD|甲硝唑|100ml:0.5g|1瓶,1袋|2.5|O|S|6|
甲硝唑片|片剂|P01AB|甲硝唑|0.2g|21片/盒,100片/瓶|0.06|O|S|4|
复方磺胺甲噁唑片|片剂|J01EE|磺胺甲噁唑|0.48g|100片/瓶|0.1|S|N|2|
异烟肼片|片剂|J04AC|异烟肼|0.1g|100片/瓶|0.06|S|N|2|
利福平胶囊|胶囊剂|J04AB|利福平|0.15g|100粒/瓶|0.25|S|N|2|
磷酸奥司他韦胶囊|胶囊剂|J05AH|磷酸奥司他韦|75mg|6粒/盒,10粒/盒|7|O|W|6|
磷酸奥司他韦颗粒|颗粒剂|J05AH|磷酸奥司他韦|15mg,25mg|10袋/盒|4|O|W|5|
阿昔洛韦片|片剂|J05AB|阿昔洛韦|0.1g,0.2g|24片/盒|0.4|O|N|3|
恩替卡韦分散片|片剂|J05AF|恩替卡韦|0.5mg|7片/盒,28片/盒|0.3|O|N|4|
拉米夫定片|片剂|J05AF|拉米夫定|0.1g,0.3g|14片/盒,28片/盒|1|S|N|2|
氟康唑胶囊|胶囊剂|J02AC|氟康唑|50mg,150mg|6粒/盒,12粒/盒|0.9|O|N|3|
抗狂犬病血清|注射液|J06AA|抗狂犬病血清|400IU|1支|180|E|S|1|C
破伤风抗毒素|注射液|J06AA|破伤风抗毒素|1500IU|1支,10支/盒|6|E|S|3|C
布洛芬混悬液|口服混悬剂|M01AE|布洛芬|100ml:2g,60ml:1.2g|1瓶|14|O|W|7|
布洛芬缓释胶囊|胶囊剂|M01AE|布洛芬|0.3g|20粒/盒,24粒/盒|0.6|O|W|7|
对乙酰氨基酚片|片剂|N02BE|对乙酰氨基酚|0.5g|10片/盒,24片/盒|0.15|O|W|6|
对乙酰氨基酚混悬滴剂|口服混悬剂|N02BE|对乙酰氨基酚|15ml:1.5g|1瓶|13|O|W|4|
双氯芬酸钠缓释片|片剂|M01AB|双氯芬酸钠|75mg,0.1g|10片/盒,20片/盒|0.8|O|N|5|
阿司匹林肠溶片|片剂|B01AC|阿司匹林|0.1g|30片/盒,36片/盒|0.15|O|N|9|
硫酸氢氯吡格雷片|片剂|B01AC|硫酸氢氯吡格雷|25mg,75mg|7片/盒,20片/盒|1.5|O|N|8|
华法林钠片|片剂|B01AA|华法林钠|2.5mg|60片/瓶,80片/瓶|0.3|S|N|3|
肝素钠注射液|注射液|B01AB|肝素钠|2ml:12500单位|1支,10支/盒|11|S|N|5|C
低分子量肝素钠注射液|注射液|B01AB|肝素钠|0.4ml:5000单位|1支,2支/盒|21|O|N|4|C
注射用尿激酶|注射用无菌粉末|B01AD|尿激酶|1万单位,10万单位|1支|29|E|N|2|C
硫酸鱼精蛋白注射液|注射液|V03AB|硫酸鱼精蛋白|5ml:50mg|1支,5支/盒|38|E|N|1|C
维生素K1注射液|注射液|B02BA|维生素K1|1ml:10mg|1支,10支/盒|5|S|N|4|
氨甲苯酸片|片剂|B02AA|氨甲苯酸|0.25g|100片/瓶|0.2|S|N|1|
氨甲环酸注射液|注射液|B02AA|氨甲环酸|5ml:0.5g|1支,5支/盒|6|O|N|4|
维生素B12注射液|注射液|B03BA|维生素B12|1ml:0.5mg|10支/盒|0.7|S|N|3|
叶酸片|片剂|B03BB|叶酸|0.4mg,5mg|31片/盒,100片/瓶|0.2|O|N|5|
硫酸亚铁片|片剂|B03AA|硫酸亚铁|0.3g|60片/瓶,100片/瓶|0.2|O|N|3|
氯化钠注射液|注射液|B05XA|氯化钠|100ml:0.9g,250ml:2.25g|1瓶,1袋|2.2|O|N|14|
葡萄糖注射液|注射液|B05BA|葡萄糖|250ml:12.5g,500ml:25g|1瓶,1袋|2.3|O|N|12|
碳酸氢钠注射液|注射液|B05XA|碳酸氢钠|10ml:0.5g,250ml:12.5g|1支,1瓶|3|S|N|5|
氯化钾注射液|注射液|B05XA|氯化钾|10ml:1g|1支,5支/盒|0.9|O|N|6|
葡萄糖酸钙注射液|注射液|A12AA|葡萄糖酸钙|10ml:1g|1支,5支/盒|2.5|S|N|4|
乳酸钠林格注射液|注射液|B05BB|乳酸钠|500ml|1瓶,1袋|4|O|N|5|
人血白蛋白|注射液|B05AA|人血白蛋白|10g(20%，50ml)|1瓶|400|S|N|3|C
重酒石酸去甲肾上腺素注射液|注射液|C01CA|重酒石酸去甲肾上腺素|1ml:2mg|1支,2支/盒|9|E|N|5|
盐酸肾上腺素注射液|注射液|C01CA|盐酸肾上腺素|1ml:1mg|1支,10支/盒|3|E|N|6|
盐酸多巴胺注射液|注射液|C01CA|盐酸多巴胺|2ml:20mg|1支,10支/盒|1.4|E|N|5|
盐酸多巴酚丁胺注射液|注射液|C01CA|盐酸多巴酚丁胺|2ml:20mg|1支,5支/盒|6|E|N|3|
盐酸异丙肾上腺素注射液|注射液|C01CA|盐酸异丙肾上腺素|2ml:1mg|1支,2支/盒|14|E|N|2|
去乙酰毛花苷注射液|注射液|C01AA|去乙酰毛花苷|2ml:0.4mg|1支,2支/盒|22|E|N|3|
地高辛口服溶液|口服溶液剂|C01AA|地高辛|30ml:1.5mg|1瓶|42|S|N|1|
地高辛片|片剂|C01AA|地高辛|0.25mg|30片/盒,100片/瓶|0.6|S|N|3|
盐酸胺碘酮注射液|注射液|C01BD|盐酸胺碘酮|3ml:0.15g|1支,6支/盒|16|E|N|3|
盐酸普鲁卡因胺注射液|注射液|C01BA|盐酸普鲁卡因胺|1ml:0.1g|1支|25|E|N|1|
硝酸甘油片|片剂|C01DA|硝酸甘油|0.5mg|100片/瓶|0.35|E|N|4|
硝酸甘油注射液|注射液|C01DA|硝酸甘油|1ml:5mg|1支,10支/盒|2.4|E|N|4|
甲磺酸酚妥拉明注射液|注射液|C04AB|甲磺酸酚妥拉明|1ml:10mg|1支,5支/盒|12|E|N|2|
呋塞米注射液|注射液|C03CA|呋塞米|2ml:20mg|1支,10支/盒|3|E|N|6|
呋塞米片|片剂|C03CA|呋塞米|20mg|100片/瓶|0.12|O|N|4|
螺内酯片|片剂|C03DA|螺内酯|20mg|100片/瓶|0.15|O|N|5|
氢氯噻嗪片|片剂|C03AA|氢氯噻嗪|25mg|100片/瓶|0.06|O|N|3|
苯磺酸氨氯地平片|片剂|C08CA|苯磺酸氨氯地平|5mg|7片/盒,28片/盒|0.15|O|N|11|
硝苯地平控释片|片剂|C08CA|硝苯地平|30mg|7片/盒,14片/盒|1.8|O|N|8|
缬沙坦胶囊|胶囊剂|C09CA|缬沙坦|80mg,160mg|7粒/盒,28粒/盒|0.5|O|N|7|
厄贝沙坦片|片剂|C09CA|厄贝沙坦|75mg,0.15g|14片/盒,28片/盒|0.4|O|N|6|
卡托普利片|片剂|C09AA|卡托普利|12.5mg,25mg|100片/瓶|0.08|O|N|3|
酒石酸美托洛尔片|片剂|C07AB|酒石酸美托洛尔|25mg,50mg|20片/盒,30片/盒|0.3|O|N|6|
阿托伐他汀钙片|片剂|C10AA|阿托伐他汀钙|10mg,20mg|7片/盒,28片/盒|0.4|O|N|10|
瑞舒伐他汀钙片|片剂|C10AA|瑞舒伐他汀钙|5mg,10mg|7片/盒,28片/盒|0.4|O|N|8|
盐酸二甲双胍片|片剂|A10BA|盐酸二甲双胍|0.25g,0.5g|48片/盒,60片/盒|0.1|O|N|10|
格列美脲片|片剂|A10BB|格列美脲|1mg,2mg|15片/盒,30片/盒|0.3|O|N|5|
阿卡波糖片|片剂|A10BF|阿卡波糖|50mg,0.1g|30片/盒,45片/盒|0.25|O|N|7|
达格列净片|片剂|A10BK|达格列净|10mg|14片/盒,30片/盒|2.2|O|N|5|
甘精胰岛素注射液|注射液|A10AE|甘精胰岛素|3ml:300单位|1支|70|O|N|6|C
门冬胰岛素注射液|注射液|A10AB|门冬胰岛素|3ml:300单位|1支|26|O|N|5|C
左甲状腺素钠片|片剂|H03AA|左甲状腺素钠|50μg|100片/盒|0.3|O|N|5|
甲巯咪唑片|片剂|H03BB|甲巯咪唑|5mg,10mg|50片/瓶,100片/瓶|0.3|S|N|3|
醋酸泼尼松片|片剂|H02AB|醋酸泼尼松|5mg|100片/瓶|0.1|O|N|5|
地塞米松磷酸钠注射液|注射液|H02AB|地塞米松磷酸钠|1ml:5mg|1支,10支/盒|0.9|O|W|7|
注射用甲泼尼龙琥珀酸钠|注射用无菌粉末|H02AB|甲泼尼龙琥珀酸钠|40mg,0.5g|1支|17|O|N|4|
注射用促皮质素|注射用无菌粉末|H01AA|促皮质素|25单位|1支|66|S|N|1|C
缩宫素注射液|注射液|H01BB|缩宫素|1ml:10单位|1支,10支/盒|4|E|N|4|C
马来酸麦角新碱注射液|注射液|G02AB|马来酸麦角新碱|1ml:0.2mg|1支|16|E|N|1|C
黄体酮注射液|注射液|G03DA|黄体酮|1ml:20mg|1支,10支/盒|2|S|N|3|
奥美拉唑肠溶胶囊|胶囊剂|A02BC|奥美拉唑|20mg|14粒/盒,28粒/盒|0.3|O|N|9|
注射用泮托拉唑钠|注射用无菌粉末|A02BC|泮托拉唑钠|40mg,80mg|1支,5支/盒|4|O|N|7|
西咪替丁片|片剂|A02BA|西咪替丁|0.2g|100片/瓶|0.06|S|N|2|
铝碳酸镁咀嚼片|片剂|A02AD|铝碳酸镁|0.5g|20片/盒,24片/盒|0.7|O|N|4|
蒙脱石散|散剂|A07BC|蒙脱石|3g|10袋/盒,15袋/盒|0.6|O|S|6|
口服补液盐散(Ⅲ)|散剂|A07CA|氯化钠|5.125g|6袋/盒|2|O|S|4|
双歧杆菌三联活菌胶囊|胶囊剂|A07FA|双歧杆菌|0.21g|24粒/盒,36粒/盒|0.9|O|S|4|C
多潘立酮片|片剂|A03FA|多潘立酮|10mg|30片/盒|0.25|O|N|5|
盐酸甲氧氯普胺注射液|注射液|A03FA|盐酸甲氧氯普胺|1ml:10mg|10支/盒|0.8|O|N|4|
消旋山莨菪碱注射液|注射液|A03BB|消旋山莨菪碱|1ml:10mg|10支/盒|1.1|E|S|3|
硫酸阿托品注射液|注射液|A03BA|硫酸阿托品|1ml:0.5mg,1ml:5mg|1支,10支/盒|1.5|E|N|4|
氯解磷定注射液|注射液|V03AB|氯解磷定|2ml:0.5g|1支,10支/盒|14|E|S|2|
盐酸纳洛酮注射液|注射液|V03AB|盐酸纳洛酮|1ml:0.4mg|1支,10支/盒|5|E|N|3|
亚甲蓝注射液|注射液|V03AB|亚甲蓝|2ml:20mg|1支,5支/盒|28|E|N|1|
盐酸利多卡因注射液|注射液|N01BB|盐酸利多卡因|5ml:0.1g|1支,10支/盒|0.9|S|N|7|
丙泊酚中长链脂肪乳注射液|注射液|N01AX|丙泊酚|20ml:0.2g|1支,5支/盒|12|O|N|4|
硫酸镁注射液|注射液|A12CC|硫酸镁|10ml:2.5g|1支,5支/盒|1|S|N|4|
苯巴比妥钠注射液|注射液|N03AA|苯巴比妥钠|1ml:0.1g|1支,10支/盒|6|S|N|2|
丙戊酸钠片|片剂|N03AG|丙戊酸钠|0.2g|100片/瓶|0.3|O|N|4|
卡马西平片|片剂|N03AF|卡马西平|0.1g,0.2g|30片/盒,100片/瓶|0.3|O|N|3|
多巴丝肼片|片剂|N04BA|左旋多巴|0.25g|40片/盒|1.8|S|N|3|
溴吡斯的明片|片剂|N07AA|溴吡斯的明|60mg|60片/瓶|1.6|S|N|1|
甲钴胺片|片剂|B03BA|甲钴胺|0.5mg|20片/盒,48片/盒|0.4|O|N|6|
氨酪酸片|片剂|N06BX|氨酪酸|0.25g|100片/瓶|0.15|S|N|1|
盐酸洛贝林注射液|注射液|R07AB|盐酸洛贝林|1ml:3mg|1支,10支/盒|5|E|N|2|
尼可刹米注射液|注射液|R07AB|尼可刹米|1.5ml:0.375g|1支,10支/盒|4|E|N|2|
氨茶碱注射液|注射液|R03DA|氨茶碱|2ml:0.25g|10支/盒|1|E|W|3|
硫酸沙丁胺醇吸入气雾剂|吸入气雾剂|R03AC|硫酸沙丁胺醇|100μg|1瓶|17|O|W|5|
吸入用布地奈德混悬液|吸入用混悬液|R03BA|布地奈德|2ml:1mg|5支/盒,30支/盒|6|O|W|7|
孟鲁司特钠咀嚼片|片剂|R03DC|孟鲁司特钠|4mg,5mg|5片/盒,30片/盒|2|O|A|6|
氯雷他定片|片剂|R06AX|氯雷他定|10mg|6片/盒,12片/盒|0.7|O|A|6|
马来酸氯苯那敏片|片剂|R06AB|马来酸氯苯那敏|4mg|100片/瓶|0.05|O|A|3|
盐酸氨溴索口服溶液|口服溶液剂|R05CB|盐酸氨溴索|100ml:0.6g|1瓶|10|O|W|6|
盐酸氨溴索注射液|注射液|R05CB|盐酸氨溴索|2ml:15mg|1支,10支/盒|2.5|O|W|7|
注射用环磷酰胺|注射用无菌粉末|L01AA|环磷酰胺|0.2g|1支|28|S|N|2|
苯丁酸氮芥片|片剂|L01AA|苯丁酸氮芥|2mg|25片/瓶|12|S|N|1|
司莫司汀胶囊|胶囊剂|L01AD|司莫司汀|50mg|5粒/盒|18|S|N|1|
巯嘌呤片|片剂|L01BB|巯嘌呤|50mg|60片/瓶,100片/瓶|2.4|S|N|2|
甲氨蝶呤片|片剂|L01BA|甲氨蝶呤|2.5mg|16片/盒,100片/瓶|0.8|S|N|3|
注射用放线菌素D|注射用无菌粉末|L01DA|放线菌素D|0.2mg|1支|52|S|N|1|C
注射用丝裂霉素|注射用无菌粉末|L01DC|丝裂霉素|10mg|1支|95|S|N|1|
注射用盐酸平阳霉素|注射用无菌粉末|L01DC|盐酸平阳霉素|8mg|1支|78|S|N|1|
高三尖杉酯碱注射液|注射液|L01XX|高三尖杉酯碱|1ml:1mg|1支,10支/盒|40|S|N|1|
注射用门冬酰胺酶|注射用无菌粉末|L01XX|门冬酰胺酶|1万单位|1支|120|S|N|1|C
奥沙利铂注射液|注射液|L01XA|奥沙利铂|10ml:50mg|1支|130|O|N|3|
醋酸可的松滴眼液|滴眼剂|S01BA|醋酸可的松|3ml:15mg|1支|6|S|N|1|
托吡卡胺滴眼液|滴眼剂|S01FA|托吡卡胺|6ml:30mg|1支|14|S|N|1|
左氧氟沙星滴眼液|滴眼剂|S01AE|左氧氟沙星|5ml:24.4mg|1支|9|O|A|4|
哈西奈德溶液|溶液剂|D07AD|哈西奈德|10ml:10mg|1瓶|5|S|N|1|
糠酸莫米松乳膏|乳膏剂|D07AC|糠酸莫米松|10g:10mg|1支|13|O|A|4|
氨苯砜片|片剂|J04BA|氨苯砜|50mg|100片/瓶|0.5|S|N|1|
碘海醇注射液|注射液|V08AB|碘海醇|50ml:15g(I),100ml:30g(I)|1瓶|60|O|N|4|
"""


def _read(row: str) -> Generic:
    name, form, atc, ingredient, strengths, packs, price, drug_class, season, weight, cold = row.split("|")
    return Generic(
        name, form, atc, ingredient, tuple(strengths.split(",")), tuple(packs.split(",")), float(price),
        _CLASSES[drug_class], season, float(weight), cold == "C",
    )  # fmt: skip


GENERICS: tuple[Generic, ...] = tuple(_read(row) for row in _TABLE.strip().splitlines())


def units_in(pack: str) -> int:
    """How many smallest units a pack holds: 24粒/盒 gives 24."""
    return int("".join(character for character in pack.split("/", maxsplit=1)[0] if character.isdigit()))


def season_factor(season: str, month_number: int) -> float:
    """Use in a month against the year's mean: winter for airways, summer for the gut, spring for allergy."""
    peak, height = {"W": (12.5, 0.45), "S": (7.5, 0.35), "A": (4.0, 0.25), "N": (1.0, 0.0)}[season]
    ordinary = 0.95 if month_number == 2 else 1.0
    return ordinary * (1 + height * math.cos((month_number - peak) / 12 * 2 * math.pi))
