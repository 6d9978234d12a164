"""Check the pages of a running site with axe-core and write the results that the accessibility statement shows.

``python scripts/accessibility_results.py http://127.0.0.1:8000`` on the demo; needs Chromium and ``.venv/axe-core``.
"""

from __future__ import annotations

import datetime
import json
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).parent.parent
AXE = REPOSITORY / ".venv" / "axe-core" / "axe.min.js"
TARGET = REPOSITORY / "src" / "clustrat_platform" / "publications" / "data" / "accessibility.json"
#: Address and what is seen there.
PAGES = (
    ("/en/", "filled"),
    ("/en/search?q=gyor", "filled"),
    ("/en/search?q=zzzzqqq", "empty"),
    ("/en/region/ITH4/overview", "filled"),
    ("/en/region/ITH4/portfolio", "filled"),
    ("/en/region/ITH4/portfolio?cut=20", "empty"),
    ("/en/region/ITH4/compare", "filled"),
    ("/en/region/ITH4/potential", "filled"),
    ("/en/region/ITH4/space", "filled"),
    ("/en/region/ITH4/portfolio?year=1066", "error"),
    ("/en/organisations", "filled"),
    ("/en/news", "filled"),
    ("/en/events", "filled"),
    ("/en/pages/clustrat-project/", "filled"),
    ("/en/pages/news/a-figure-that-stays/", "filled"),
    ("/en/glossary", "filled"),
    ("/hu/glossary", "in English for want of a translation"),
    ("/en/glossary/relative-presence", "filled"),
    ("/en/accessibility", "filled"),
    ("/en/privacy", "filled"),
    ("/en/accounts/login/", "filled"),
    ("/en/nothing", "error"),
)
#: Width in CSS pixels (320 is a window of 1280 at 400 %) and scheme of colours.
LOOKS = ((1280, "light"), (320, "dark"))
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then(it => it.violations.map(rule => rule.id))"


def main() -> None:
    """Look at every page in every look; write how many rules are broken, and print which."""
    origin = sys.argv[1].rstrip("/")
    axe = AXE.read_text(encoding="utf-8")
    version = re.search(r"axe v([\d.]+)", axe)
    former = json.loads(TARGET.read_text(encoding="utf-8"))
    checks = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for address, state in PAGES:
            for width, scheme in LOOKS:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
                )
                page = context.new_page()
                page.goto(origin + address, timeout=90_000)
                page.evaluate(axe)
                broken = page.evaluate(RUN)
                context.close()
                checks.append({"page": address, "state": f"{state}, {width} px, {scheme}", "n_violations": len(broken)})
                if broken:
                    print(f"{address} ({width} px, {scheme}): {', '.join(broken)}")
        browser.close()
    document = {
        "checked_on": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "tool": f"axe-core {version[1] if version else ''}".strip(),
        "checks": checks,
        "shortcomings": former["shortcomings"],
        "manual_audit_on": former["manual_audit_on"],
    }
    TARGET.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(checks)} pages and states, {sum(it['n_violations'] for it in checks)} rules broken")


if __name__ == "__main__":
    main()
