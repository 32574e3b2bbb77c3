"""Writes a tiny, valid folder of reference files for tests."""

from pathlib import Path

import tomli_w

from data.manifest import renew_manifest
from data.reference_files import COLUMNS

_DAY = "2026-11-01,test"

ROWS: dict[str, tuple[str, ...]] = {
    "states.csv": (
        f"MX-JAL,Jalisco,Jalisco,14,JC,20.6,-103.3,{_DAY}",
        f"MX-NLE,Nuevo León,Nuevo León,19,NL,25.6,-100.3,{_DAY}",
    ),
    "clusters.csv": (f"west,West Cluster,MX-JAL,Guadalajara,20.6,-103.3,cluster,software|cloud,{_DAY}",),
    "vendors.csv": (f"acme,Acme,https://acme.example,{_DAY}", f"zenith,Zenith,,{_DAY}"),
    "skills.csv": (
        "sql,SQL,SQL,consultas SQL,structured query language,hard,data_ai,,,2026-11-01",
        "python,Python,Python,,,hard,software,,,2026-11-01",
        "cloud,nube,cloud,computación en la nube,,hard,cloud,,,2026-11-01",
        "aws,AWS,AWS,,,hard,cloud,cloud,,2026-11-01",
        "english,inglés,English,,,language,english,,,2026-11-01",
        "teamwork,trabajo en equipo,teamwork,,,soft,soft_skills,,,2026-11-01",
    ),
    "certifications.csv": (
        f"acme-1,acme,Acme One,cloud,foundation,es|en,20,A2,0,,A-1,36,100,100,2026-10-01,,Uno,One,{_DAY}",
        f"acme-2,acme,Acme Two,cloud,associate,en,60,B1,6,acme-1,A-2,36,,150,,,Dos,Two,{_DAY}",
        f"acme-3,acme,Acme Three,cloud,professional,en,120,B2,24,acme-2 & zen-1|zen-2,,24,,300,,,Tres,Three,{_DAY}",
        f"zen-1,zenith,Zenith SQL,data_ai,foundation,es,30,none,0,,,,,80,,,Datos,Data,{_DAY}",
        f"zen-2,zenith,Zenith Python,software,foundation,es|en,40,A1,,,,,,90,,,Código,Code,{_DAY}",
    ),
    "certification_skills.csv": (
        "acme-1,cloud,1.0",
        "acme-2,cloud,0.6",
        "acme-2,aws,1.0",
        "acme-3,aws,1.0",
        "zen-1,sql,1.0",
        "zen-2,python,1.0",
        "zen-2,sql,0.3",
    ),
    "occupations.csv": (
        f"data-analyst,analista de datos,data analyst,,,data_ai,,2511,,{_DAY}",
        f"cloud-engineer,ingeniero de nube,cloud engineer,,,cloud,,2522,,{_DAY}",
    ),
    "occupation_skills.csv": (
        "data-analyst,sql,1.0",
        "data-analyst,python,0.6",
        "cloud-engineer,cloud,1.0",
        "cloud-engineer,aws,0.8",
        "cloud-engineer,english,0.4",
    ),
    "institutions.csv": (
        f"u-west,Universidad del Oeste,MX-JAL,public_university,{_DAY}",
        f"u-north,Tec Norte,MX-NLE,private_university,{_DAY}",
    ),
    "curricula.csv": (f"systems,Ingeniería en Sistemas,Systems Engineering,software,3,u-west,{_DAY}",),
    "subjects.csv": (
        "s-prog,systems,Programación,Programming,1,5,5,Variables y ciclos,Variables and loops",
        "s-data,systems,Bases de datos,Databases,2,4,4,Consultas,Queries",
        "s-net,systems,Redes,Networks,2,4,4,Protocolos,Protocols",
        "s-team,systems,Proyecto,Project,3,3,3,Trabajo en equipo,Teamwork",
    ),
    "subject_skills.csv": ("s-prog,python,0.9", "s-data,sql,0.9", "s-team,teamwork,0.7"),
    "subject_prerequisites.csv": ("s-data,s-prog", "s-team,s-data", "s-team,s-net"),
    "agreements.csv": (f"acme,0.4,200,5,{_DAY}", f"zenith,0.25,100,1,{_DAY}"),
    "funds.csv": (
        f"federal,federal,Fondo federal,Federal fund,,0.35,100000000,{_DAY}",
        f"jalisco,state,Fondo de Jalisco,Jalisco fund,MX-JAL,0.35,20000000,{_DAY}",
    ),
    "graduates_by_state.csv": (
        f"MX-JAL,2017-2018,3000,900,500,400,{_DAY}",
        f"MX-NLE,2017-2018,1000,300,200,100,{_DAY}",
    ),
}


def write_catalogue(folder: Path, **changed: tuple[str, ...]) -> Path:
    """Write the files and their manifest; ``changed`` replaces the rows of a file by its stem."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, columns in COLUMNS.items():
        lines = (",".join(columns), *changed.get(file.removesuffix(".csv"), ROWS[file]))
        (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    texts = {"description": "test", "source": "test", "date": "2026-11-01", "licence": "Apache-2.0"}
    manifest = {"file": [{"name": file, **texts} for file in COLUMNS]}
    (folder / "MANIFEST.toml").write_text(tomli_w.dumps(manifest), encoding="utf-8")
    renew_manifest(folder)
    return folder
