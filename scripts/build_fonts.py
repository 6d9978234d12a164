"""Subset the typeface of the reports: ``python scripts/build_fonts.py --from DIR`` (needs fonttools and brotli).

Reads Inter-Regular.otf, Inter-SemiBold.otf and Inter-Italic.otf; writes Latin subsets into ``src/clustrat/publish/fonts``: OTF for
charts and PDF, WOFF2 for pages.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset

OUT = Path(__file__).parent.parent / "src" / "clustrat" / "publish" / "fonts"
#: Latin, its extensions for the nine languages, punctuation, arrows, stars, mathematics and currency.
UNICODES = "U+0020-007E,U+00A0-024F,U+02C6-02DD,U+0300-0304,U+0306-030C,U+0326-0328,U+0394,U+03BC,U+1E00-1EFF,"
UNICODES += "U+2009-200B,U+2010-2027,U+202F-203A,U+2044,U+2070-208E,U+20AC,U+2116,U+2122,U+2190-2199,U+2202-2265,"
UNICODES += "U+25A0-25CF,U+2605-2606,U+2713-2717"
FACES = ("Regular", "SemiBold", "Italic")


def main() -> None:
    """Write the subsets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    folder = parser.parse_args().folder
    for face in FACES:
        common = [
            str(folder / f"Inter-{face}.otf"),
            f"--unicodes={UNICODES}",
            "--layout-features=kern,liga,tnum,case,ss03,calt",
        ]
        subset.main([*common, f"--output-file={OUT / f'Inter-{face}.otf'}", "--name-IDs=*"])
        if face != "Italic":
            subset.main([*common, f"--output-file={OUT / f'Inter-{face}.woff2'}", "--flavor=woff2"])


if __name__ == "__main__":
    main()
