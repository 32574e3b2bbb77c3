"""The phrases by which a sentence says that a skill is not asked for, is required, or is only desirable.

All patterns read plain letters (small, without accents). Bare "no" is never a cue: "bases de datos no relacionales".
"""

import re


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts))


_ADJECTIVES_ES = (
    r"(?:necesari[oa]s?|indispensables?|obligatori[oa]s?|imprescindibles?|requisitos?|requerid[oa]s?|forzos[oa]s?)"
)
_ADJECTIVES_EN = r"(?:required|needed|necessary|mandatory|essential|compulsory|expected|a requirement|a must)"
_VERBS_ES = (
    r"(?:requier\w*|requeri\w*|necesit\w*|exig\w*|pid\w*|pedi\w*|solicit\w*|ocup\w*|hac\w+ falta|hara\w? falta"
    r"|us[aeo]\w*"
    r"|utili[zc]\w*|trabaj\w*|manej\w*|busc\w*|contempl\w*|inclu\w*|import\w*|preocup\w*|sabes?\b|sepas?\b|conoce\w*"
    r"|conozca\w*|domin\w*|programa\w*|tien\w*|tenga\w*|tendra\w*|deb\w+|cuent\w+|has? \w+d[oa]\b|hayas? \w+d[oa]\b"
    r"|vas a|vamos a|va a|evalu\w*|nada de)"
)
_NOUNS_EN = (
    r"(?:experience|knowledge|background|degree|certifications?|coding|programming|training|skills?|need|use|familiarity"
    r"|expertise|understanding|requirement|exposure)"
)
_VERBS_EN = (
    r"(?:have|need\w*|requir\w*|us(?:e|ed|ing)|ask\w*|expect\w*|know|work\w*|want\w*|do|necessary|mandatory|essential"
    r"|looking|worry|be|matter|offer|support\w*|accept\w*|seeking|touched|tried)"
)

DENIES_WHAT_FOLLOWS = _any(
    rf"\bno (?=(?:es |son |sera |seran |sea |sean )?{_ADJECTIVES_ES}\b)",
    rf"\bno (?=(?:se |te |le |les |nos |lo |la |los |las )*{_VERBS_ES})",
    r"\bsin\b|\btampoco\b|\bni\b|\bning(?:un|una)\b(?= (?:experiencia|conocimiento))|\bnunca(?= ha\w* \w+d[oa]\b)",
    r"\ben (?:lugar|vez) de\b|\bexcepto\b|\bsalvo\b|\binstead of\b|\brather than\b|\bexcept(?: for)?\b|\bother than\b",
    rf"\b(?:no|zero) (?=(?:prior |previous |formal |specific |advanced |technical |deep )*{_NOUNS_EN}\b)",
    r"\bno (?=(?:[\w.+#/-]+ ){1,5}(?:is |are )?(?:needed|required|necessary|expected)\b)",
    r"\b(?:do not|don['’]?t|does not|doesn['’]?t|did not|didn['’]?t|won['’]?t|will not|need not|needn['’]?t|are not"
    rf"|aren['’]?t|is not|isn['’]?t|never|have not|haven['’]?t) (?={_VERBS_EN}\b)",
    rf"\bnot (?={_ADJECTIVES_EN}\b|looking\b|using\b|seeking\b)",
    r"\bwithout\b|\bnor\b|\bneither\b",
)
SHORT_CUES = frozenset(("sin", "without", "ni", "nor", "neither", "tampoco"))
"""These reach over few words only: "trabajar sin horario fijo con Excel" asks for Excel."""
LONGER_AFTER_SHORT = re.compile(
    r" (?:que |la |any |the |prior |previous )*(?:necesidad|obligacion|requerir|necesitar|experiencia|conocimientos?"
    r"|manejo|dominio|need|needing|requiring|experience|knowledge)\b"
)

DENIES_WHAT_PRECEDES = _any(
    rf"\bno (?:es |son |sera |seran )?{_ADJECTIVES_ES}\b",
    r"\bno (?:se )?(?:requier\w+|necesit\w+|exig\w+|pid\w+|solicit\w+|usa\w*|utiliza\w*|hac\w+ falta|aplica)\b",
    rf"\b(?:not|isn['’]?t|aren['’]?t|won['’]?t be) (?:be |strictly |really )?{_ADJECTIVES_EN}\b",
)

DENIES_NOTHING = _any(
    r"\bno (?:solo|solamente|unicamente|nada mas)\b|\bnot (?:only|just|merely|limited)\b|\bno excluyentes?\b",
    r"\b(?:no|not) (?:menos|mas|menor|mayor|less|fewer|more|later)\b|\bni (?:mas|menos)\b",
    r"\bsin (?:embargo|dud\w+|excepcion|importar|costo|limites?|tope|problemas?|falta|intermediarios|fines|goce"
    r"|supervision|fallas?|errores|servidor)\b",
    r"\bwithout (?:exception|doubt|fail|supervision|problems?|limits?|errors?)\b|\bno doubt\b",
    r"\bno (?:te )?(?:dudes|esperes|pierdas)\b|\bdon['’]?t (?:hesitate|miss|wait)\b",
)

# Who must have it is told so by what is refused otherwise: "nadie entra sin Java", "no apliques si no sabes Java".
THREATENS = _any(
    r"\bnadie\b|\bnobody\b|\bno one\b|\babst[ei]\w+|\bimp?osible\b|\bimpossible\b|\bdescart\w+|\bno puede\w* faltar\w*",
    r"\bno (?:te |se |os )*(?:postul\w+|apli\w+|envi\w+|acept\w+|consider\w+|avanz\w+|contrat\w+|entrevist\w+)",
    r"\bno (?:se )?recib\w+",
    r"\bno podra\w*\b|\bno (?:hay|habra) \w+ sin\b|\bno es posible\b|\bno basta\b|\bsin (?:[\w.+#]+ ){1,4}no\b",
    r"\b(?:do not|don['’]?t|cannot|can['’]?t) (?:apply|submit|send)\b|\bno candidates?\b|\bnot enough\b",
    r"\b(?:will not|won['’]?t|not) be (?:considered|accepted|reviewed)\b|\b(?:non[- ]|no )negocia\w+\b",
)

STOP = re.compile(
    r"[;!?]|:|\.(?:\s|$)|\s[-–—](?=\s)"
    r"|\b(?:pero|sino|aunque|porque|mas bien|ya que|but|however|although|though|because|yet|only)\b"
)

DESIRABLE = _any(
    r"\bno (?:es |son )?(?:excluyentes?|indispensables?|obligatori[oa]s?|imprescindibles?)\b",
    r"\bnot (?:mandatory|essential|a must)\b|\bdesea(?:bles?|blemente|d[oa]s?)\b|\bdesirable\b|\bdesired\b",
    r"\b(?:(?:es|son|sera|seran|seria|serian|como) )?(?:un )?(?:gran )?plus\b(?= si\b|\s*(?:[).,:;]|$))",
    r"\bun plus\b|\bplus if\b",
    r"\b(?:is |are |would be )?an? (?:big |huge |strong |definite )?plus\b|\bpluses\b",
    r"\bse (?:valor\w+|tom\w+ en cuenta|aprecia\w*)\b|\bvalora(?:mos|remos)\b|\b(?:es |son )?valorables?\b",
    r"\b(?:nice|good|great)[- ]to[- ]haves?\b|\bpreferred\b|\bpreferabl[ye]\b|\bpreferent(?:e|emente)\b",
    r"\bde preferencia\b|\bpreferibles?\b|\bpreferiblemente\b|\bideally\b|\bidealmente\b|\b(?:seria )?ideal si\b",
    r"\bbonus points?\b|\bbonus(?=\s*:)|\boptional(?:ly)?\b|\bopcional(?:es|mente)?\b|\boptativ[oa]s?\b",
    r"\b(?:is |are |would be )?(?:an )?advantage(?:ous)?\b|\b(?:es |seria |como )?(?:una )?ventajas?\b|\ban asset\b",
    r"\bextra points?\b|\b(?:puntos|punto) (?:extra|a favor)\b|\bsuman? (?:puntos|mucho|si)\b|\bsumaria\b",
    r"\bte da puntos\b|\bwould be (?:great|nice|ideal|beneficial)\b|\bnos encant\w+\b|\bwe(?: woul|['’])d love\b",
)
REQUIRED = _any(
    r"\b(?:es |son )?(?:indispensables?|obligatori[oa]s?|excluyentes?|imprescindibles?|forzos[oa]s?)\b",
    r"\b(?:es |son )?fundamental(?:es)?\b",
    r"\brequerid[oa]s?\b|\b(?:es )?(?:un )?requisitos?\b|\bse requier\w+|\brequerimos\b",
    r"\b(?:es|son|sera) necesari[oa]s?\b",
    r"\bdeb(?:e|es|en|eras|era) (?:tener|contar|saber|dominar|conocer|manejar)\b|\btienes que\b|\bno puede faltar\b",
    r"\b(?:is |are )?(?:a )?must(?:[- ]haves?)?\b|\b(?:is |are )?(?:required|mandatory|essential|necessary|needed)\b",
    r"\brequires?\b|\bnon[- ]negotiable\b|\bno negociables?\b|\byou(?:['’]ll| will)? need\b|\bcompulsory\b",
)
PLURAL = _any(
    r"\b(?:son|seran|serian|are)\b|\b(?:deseables|valorables|preferibles|opcionales|indispensables|excluyentes)\b",
    r"\b(?:imprescindibles|obligatori[oa]s|requerid[oa]s|necesari[oa]s)\b|\b(?:o|or) [\w.+#/-]+ (?=\w+\W*$)",
)
"""Says that a cue at the end of a list tells of all of it: "AWS, GCP y Azure son un plus"."""
ENDS_CLAUSE = re.compile(
    r"\s*(?:$|[.,;)\]!?]|(?:para|en (?:este|esta|el puesto|la vacante)|por|for|in this|at|as|pero|but|y|e|o|and|or"
    r"|ya que|since|because|sino|although|aunque|though)\b)"
)
"""What may stand after a cue that tells of the words before it."""
