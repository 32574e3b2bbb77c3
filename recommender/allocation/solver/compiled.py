"""Functions compiled to machine code: one decorator, so that types are kept and every kernel is built alike."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_SAFE_FAST_MATH = {"reassoc", "contract", "arcp", "nsz"}
"""Sums may be reordered to use vector instructions; infinities and missing numbers keep their meaning."""


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile at the first call and keep the machine code beside the source file."""
    return cast(Callable[Arguments, Result], njit(cache=True, fastmath=_SAFE_FAST_MATH)(function))
