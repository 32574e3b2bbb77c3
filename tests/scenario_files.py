"""A small allocation scenario as files: six learners in two states, three certifications, three funds."""

from collections.abc import Mapping
from pathlib import Path

SCENARIO = """
seed = 7
own_share = 0.1
floor = 0.5

[tables]
options = "options.csv"
certifications = "certifications.csv"
learners = "learners.csv"
funds = "funds.csv"
vendors = "vendors.csv"

[[targets]]
name = {es = "Docentes", en = "Teachers"}
who = {is_teacher = true}
least = 1

[[targets]]
name = "Nube"
what = {set = "cloud"}
least_share = 0.5
for_each = "institution_id"

[[parity]]
column = "gender"
gap = 0.9

[lottery]
share = 0.0
band = 0.0
"""

OPTIONS = """learner_id,certification_id,value
ana,java,9
ana,aws,5
ana,excel,1
beto,java,8
carla,aws,7
carla,java,6
diego,java,5
elena,aws,4
elena,excel,3
fer,aws,9
"""

CERTIFICATIONS = """certification_id,vendor_id,seats,price_pesos,minimum_group,sets
java,oracle,2,1000.50,,code
aws,amazon,,2000,2,cloud;code
excel,microsoft,5,500,,
"""

LEARNERS = """learner_id,state_id,institution_id,gender,is_teacher,objects,own_limit_pesos
ana,MX-JAL,itj,f,false,,
beto,MX-JAL,itj,m,TRUE,,
carla,MX-NLE,uanl,f,false,,1200
diego,MX-NLE,uanl,m,false,,
elena,MX-NLE,,f,true,,
fer,MX-JAL,itj,m,false,true,
"""

FUNDS = """fund_id,kind,budget_pesos,share,cap_pesos,who,what
federal,federal,5000,0.5,,,
jalisco,state,1500,0.5,400,state_id=MX-JAL,
oracle-fund,company,900,0.25,,,vendor:oracle
"""

VENDORS = """vendor_id,seats
oracle,3
amazon,
cisco,10
"""

FILES = {
    "scenario.toml": SCENARIO,
    "options.csv": OPTIONS,
    "certifications.csv": CERTIFICATIONS,
    "learners.csv": LEARNERS,
    "funds.csv": FUNDS,
    "vendors.csv": VENDORS,
}


def write_scenario(folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """Write the files, some with one text replaced by another; returns the scenario's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        old, new = (changes or {}).get(name, ("", ""))
        if old not in content:
            raise ValueError(f"{name} does not hold {old!r}")
        (folder / name).write_text(content.replace(old, new, 1) if old else content, encoding="utf-8")
    return folder / "scenario.toml"


def write_larger_scenario(folder: Path) -> Path:
    """Forty learners who want thirty-two seats, with values near each other, so that a lottery has somebody to draw."""
    folder.mkdir(parents=True, exist_ok=True)
    learners = [f"learner-{number:02}" for number in range(40)]
    values = {learner: 5 + number % 7 / 10 for number, learner in enumerate(learners)}
    contents = {
        "scenario.toml": SCENARIO_WITH_LOTTERY,
        "options.csv": "learner_id,certification_id,value\n"
        + "".join(
            f"{learner},{one},{value + place:.1f}\n" for learner, value in values.items() for place, one in _SOLD
        ),
        "certifications.csv": "certification_id,vendor_id,seats,price_pesos\njava,oracle,12,1000\naws,amazon,20,1500\n",
        "learners.csv": "learner_id,state_id\n"
        + "".join(f"{learner},MX-{'JAL' if number % 2 else 'NLE'}\n" for number, learner in enumerate(learners)),
        "funds.csv": "fund_id,kind,budget_pesos,share\nfederal,federal,90000,0.7\n",
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "scenario.toml"


def write_month_scenario(folder: Path, month: int = 1) -> Path:
    """Months 1 and 2 of a year with twelve and twenty seats; last year and this one, twenty learners came in each.

    Nobody of month 2 has come this year before that month is decided. Those of month 2 are worth twice as much.
    """
    folder.mkdir(parents=True, exist_ok=True)
    came = [
        (f"{year}-{number:02}", year, 1 + number // 20)
        for year, n_learners in (("last", 40), ("this", 20 * month))
        for number in range(n_learners)
    ]
    values = {learner: when * (5 + number % 7 / 10) for number, (learner, _, when) in enumerate(came)}
    contents = {
        "scenario.toml": SCENARIO_OF_A_MONTH.replace("month = 1", f"month = {month}"),
        "options.csv": "learner_id,certification_id,value\n"
        + "".join(
            f"{learner},{one},{value + place:.1f}\n" for learner, value in values.items() for place, one in _SOLD
        ),
        "certifications.csv": "certification_id,vendor_id,seats,price_pesos\njava,oracle,12,1000\naws,amazon,20,1500\n",
        "learners.csv": "learner_id,state_id\n"
        + "".join(f"{learner},MX-{'JAL' if row % 2 else 'NLE'}\n" for row, (learner, _, _) in enumerate(came)),
        "funds.csv": "fund_id,kind,budget_pesos,share\nfederal,federal,21000,0.7\n",
        "arrivals.csv": "learner_id,year,month,group\n"
        + "".join(f"{learner},{year},{when},all\n" for learner, year, when in came),
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "scenario.toml"


_SOLD = ((0, "java"), (1, "aws"))

SCENARIO_WITH_LOTTERY = """
seed = 11

[tables]
options = "options.csv"
certifications = "certifications.csv"
learners = "learners.csv"
funds = "funds.csv"

[[targets]]
name = "Jalisco"
who = {state_id = "MX-JAL"}
least_share = 0.25

[lottery]
share = 0.25
band = 0.2
"""

SCENARIO_OF_A_MONTH = """
seed = 11

[tables]
options = "options.csv"
certifications = "certifications.csv"
learners = "learners.csv"
funds = "funds.csv"
arrivals = "arrivals.csv"

[year]
month = 1

[[targets]]
name = "Jalisco"
who = {state_id = "MX-JAL"}
least = 4

[lottery]
share = 0.0
band = 0.0
"""
