"""Sentences of our own around names of skills, for tuning how sentences are matched.

None of them trains the encoder, whose templates are others (``data/reference/sentence_templates.csv``).
"""

from collections.abc import Sequence

import numpy as np

from data.domain import Language

_TEMPLATES: dict[Language, tuple[tuple[str, ...], ...]] = {
    Language.ES: (
        (
            "En este puesto vas a {} dentro de un equipo que atiende a clientes de todo el país.",
            "Quien ocupe la vacante ya ha trabajado en {} y disfruta aprender de sus compañeros.",
            "No es indispensable, pero valoramos que tengas nociones de {} o ganas de adquirirlas.",
            "Dominio de {}",
            "Durante el semestre se practica {} con casos de empresas de la región.",
        ),
        (
            "Vas a {}, siempre con el apoyo de tu jefa directa, y los viernes también te toca {}.",
            "Pedimos práctica en {}; además, como el área crece, buscamos a alguien que pueda {}.",
            "Conocimientos de {} y de {} para el turno de la tarde",
        ),
        (
            "Conocimientos: {}, {} y {}.",
            "Al principio tu tarea es {}; después de tres meses, cuando conozcas la operación, vas a {} y a {}.",
            "Contar con {}, haber llevado proyectos de {} y, si se puede, saber {}",
        ),
        ("{}, {}, {}, {}", "Requisitos: {}; {}; {}; {}.", "Temario: 1. {} 2. {} 3. {} 4. {}"),
    ),
    Language.EN: (
        (
            "In this position you will {} as part of a team that serves customers all over the country.",
            "Whoever joins us has already worked with {} and likes to learn from colleagues.",
            "It is not a must, but we appreciate some notion of {} or the wish to acquire it.",
            "Command of {}",
            "During the term students practise {} with cases from companies of the region.",
        ),
        (
            "You are going to {}, always with the support of your manager, and on Fridays it is your turn to {}.",
            "We ask for practice in {}; besides, as the area grows, we need somebody who can {}.",
            "Knowledge of {} and of {} for the evening shift",
        ),
        (
            "Knowledge: {}, {} and {}.",
            "At first your task is to {}; after three months, once you know the operation, you will {} and {}.",
            "Having {}, having run projects of {} and, if possible, knowing how to {}",
        ),
        ("{}, {}, {}, {}", "Requirements: {}; {}; {}; {}.", "Contents: 1. {} 2. {} 3. {} 4. {}"),
    ),
}


def sentence_around(names: Sequence[str], language: Language, rng: np.random.Generator) -> str:
    """A sentence that holds one to four names, in their order."""
    some = _TEMPLATES[language][len(names) - 1]
    return some[int(rng.integers(len(some)))].format(*names)
