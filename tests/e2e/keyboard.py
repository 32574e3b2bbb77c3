"""Walks through a page with the Tab key."""

from typing import Final

from playwright.sync_api import Page


def walked_with_tab(page: Page) -> dict[str, list[str]]:
    """What Tab does not reach, what it reaches without showing it, and what comes after something further down."""
    for _ in range(page.evaluate(_WATCH, _FOCUSABLE)):
        page.keyboard.press("Tab")
    walked: dict[str, list[str]] = page.evaluate(_WALKED)
    return walked


_FOCUSABLE: Final = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

_WATCH: Final = """selector => {
    const reachable = one => !one.disabled && one.checkVisibility({visibilityProperty: true});
    window.expectedStops = [...document.querySelectorAll(selector)].filter(reachable);
    window.passedStops = [];
    const look = one => [one, ...one.querySelectorAll('*')].slice(0, 20).map(part => {
        const style = getComputedStyle(part);
        return [style.outline, style.boxShadow, style.stroke, style.strokeWidth].join();
    }).join();
    const before = new Map(window.expectedStops.map(one => [one, look(one)]));
    const seen = new Set();
    document.addEventListener('focusin', ({target}) => {
        // After the last one Tab begins anew.
        if (!seen.has(target)) window.passedStops.push([target, look(target) !== before.get(target)]);
        seen.add(target);
    });
    // Day, month, year and the button of a date are a stop each.
    return window.expectedStops.length + 3 * document.querySelectorAll('[type=date]').length;
}"""
"""Notes what Tab should visit, and then what it visits and whether that looks different from before."""

_WALKED: Final = """() => {
    const told = some => some.map(one => one.outerHTML.slice(0, 200));
    const passed = window.passedStops.map(([one]) => one);
    const names = new Set(passed.filter(one => one.type === 'radio').map(one => one.name));
    // Of radio buttons with one name Tab visits one, and arrow keys the others.
    const isReached = one => passed.includes(one) || (one.type === 'radio' && names.has(one.name));
    const isBehind = (one, place) =>
        passed[place].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
    return {
        missed: told(window.expectedStops.filter(one => !isReached(one))),
        unseen: told(window.passedStops.filter(([, differs]) => !differs).map(([one]) => one)),
        outOfOrder: told(passed.slice(1).filter(isBehind)),
    };
}"""
