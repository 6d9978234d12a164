"""Make the code lists of ``clustrat.codes`` out of published files: ``python scripts/build_code_lists.py --from DIR``.

Reads ``nuts_geo``, ``nuts_correspondence`` and ``nace``; writes ``src/clustrat/codes/data/{nuts,nace}_*.csv``. Only codes,
names, label points rounded to 0.01 degree, pairs of neighbours and weights are written: facts, no boundaries.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import unicodedata
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import openpyxl
import pyproj
import shapely

DELIVERED = Path(__file__).parent.parent / "src" / "clustrat" / "codes" / "data"
VERSIONS = ("2006", "2010", "2013", "2016", "2021")
BASES = {
    "areaKm": "area",
    "pop11": "population_2011",
    "pop18": "population_2018",
    "artif_surf12": "artificial_surface_2012",
    "artif_surf18": "artificial_surface_2018",
}
#: Names of regions that ended with NUTS 2006 or 2010 and have no one-to-one successor to take the name from.
RETIRED_NAMES = {
    "DE41": "Brandenburg - Nordost",
    "DE42": "Brandenburg - Südwest",
    "DED1": "Chemnitz",
    "DED3": "Leipzig",
    "FI13": "Itä-Suomi",
    "FI18": "Etelä-Suomi",
    "FI1A": "Pohjois-Suomi",
    "HR01": "Sjeverozapadna Hrvatska",
    "HR02": "Središnja i Istočna (Panonska) Hrvatska",
    "UKD2": "Cheshire",
    "UKD5": "Merseyside",
    "UKM6": "Highlands and Islands",
    "UKI1": "Inner London",
    "UKI2": "Outer London",
    "ITD": "Nord-Est",
    "ITE": "Centro",
    "EL1": "Voreia Ellada",
    "EL2": "Kentriki Ellada",
    "FR9": "Départements d'outre-mer",
}
#: Share of a region's people that must move to one successor for its name and label point to be taken over.
SAME_REGION = 0.98
#: Last code point of the Latin letters; names in Greek and Cyrillic are taken from another version, transcribed.
LATIN_END = 0x250
#: Names of the first levels that the sources print in capitals only, or whose letters were lost (2013: CESKÁ, POLUDNIOWY).
WRITTEN_OUT = {
    "CZ": "Česká republika",
    "CZ0": "Česká republika",
    "FR2": "Bassin parisien",
    "FR4": "Est",
    "FR5": "Ouest",
    "FR6": "Sud-Ouest",
    "FR7": "Centre-Est",
    "FR8": "Méditerranée",
    "FRA": "Départements d'outre-mer",
    "FRE": "Nord-Pas de Calais-Picardie",
    "FRF": "Alsace-Champagne-Ardenne-Lorraine",
    "FRI": "Aquitaine-Limousin-Poitou-Charentes",
    "FRJ": "Languedoc-Roussillon-Midi-Pyrénées",
    "MK": "Poranešna jugoslovenska Republika Makedonija",
    "MK0": "Poranešna jugoslovenska Republika Makedonija",
    "PL1": "Region Centralny",
    "PL2": "Region Południowy",
    "PL3": "Region Wschodni",
    "PL4": "Region Północno-Zachodni",
    "PL5": "Region Południowo-Zachodni",
    "PL6": "Region Północny",
}
#: Letters that do not come apart into a plain letter and a mark.
PLAIN = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "ð": "d", "þ": "th"})
#: Generalised polygons of neighbours may miss each other by a little (degrees).
TOUCH = 0.004


def repaired(name: str) -> str:
    """A name whose UTF-8 was read as Latin-1 once, set right."""
    try:
        return name.encode("cp1252").decode("utf-8").strip()
    except (UnicodeEncodeError, UnicodeDecodeError):
        pass
    try:
        return name.encode("latin-1").decode("utf-8").strip()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name.strip()


def folded(name: str) -> str:
    """A name without marks, case and punctuation, to know two spellings of one name."""
    apart = unicodedata.normalize("NFD", name.casefold().translate(PLAIN))
    letters = "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return " ".join(letters.split())


def n_marked(name: str) -> int:
    """How many letters are not plain ones."""
    return sum(letter.isalpha() and not letter.isascii() for letter in name)


def spell_out(names: dict[str, dict[str, str]]) -> None:
    """Give back the letters and the small letters that the lists to 2013 and 2016 have lost.

    The file of 2013 keeps Latin-1 letters only ("Slaskie"), and the first two levels are in capitals to 2016. Where a later
    list has the same name of the same country, its spelling counts; names of 2021 stay as published.
    """
    spellings: dict[tuple[str, str], str] = {}
    for version in ("2016", "2021"):
        for code, name in names[version].items():
            key = (code[:2], folded(name))
            other = spellings.get(key, name)
            spellings[key] = max(other, name, key=lambda n: (not n.isupper(), n_marked(n)))
    for version in ("2006", "2010", "2013", "2016"):
        for code, name in names[version].items():
            better = spellings.get((code[:2], folded(name)), name)
            if (name.isupper() and not better.isupper()) or (version < "2016" and n_marked(better) > n_marked(name)):
                names[version][code] = better
            if names[version][code].isupper() and code in WRITTEN_OUT:
                names[version][code] = WRITTEN_OUT[code]
    for version in ("2006", "2010"):  # regions whose only spelling is that of the file of 2013
        for code, name in names[version].items():
            if names["2013"].get(code) and folded(names["2013"][code]) == folded(name):
                names[version][code] = names["2013"][code]


def centre_points(points: dict[str, dict[str, tuple[float, float]]], polygons: list[dict]) -> None:
    """Of the two published points of a region, 2013 and 2021, take the one nearer to its middle (2013 puts Greece on Crete)."""
    for feature in polygons:
        code = feature["properties"]["NUTS_ID"]
        middle = shapely.geometry.shape(feature["geometry"]).centroid
        published = [points["2013"][code], points["2021"].get(code, points["2013"][code])]
        nearest = min(published, key=lambda p: ((p[0] - middle.x) / 2) ** 2 + (p[1] - middle.y) ** 2)
        for version in ("2006", "2010", "2013"):
            if points[version].get(code) == points["2013"][code]:
                points[version][code] = nearest


def one_code(code: str) -> str:
    """Greece as Eurostat writes it in all versions."""
    return "EL" + code[2:] if code.startswith("GR") else code


def read_geojson(path: Path) -> list[dict]:
    """The features of a zipped GeoJSON."""
    return json.loads(gzip.decompress(path.read_bytes()))["features"]


def read_weights(folder: Path) -> dict[tuple[int, str, str], dict[str, dict[str, dict[str, float]]]]:
    """(level, from, to) -> source -> target -> basis -> amount."""
    found = {}
    for level in (2, 3):
        for old, new in combinations(VERSIONS, 2):
            path = folder / f"n{level}_cm_v{old}_v{new}.csv"
            table: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
            with path.open(encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    source, target = one_code(row[f"code_v{old}"]), one_code(row[f"code_v{new}"])
                    amounts = {ours: float(row[theirs] or 0) for theirs, ours in BASES.items()}
                    table[source][target] = amounts
            found[level, old, new] = table
    return found


def share(parts: dict[str, dict[str, float]], target: str) -> float:
    """The share of people of a region that a successor takes."""
    total = sum(part["population_2011"] for part in parts.values())
    return parts[target]["population_2011"] / total if total and target in parts else float(len(parts) == 1)


def is_foreign_script(name: str) -> bool:
    """Whether a name has Greek or Cyrillic letters."""
    return any(letter.isalpha() and ord(letter) > LATIN_END for letter in name)


def read_names_2016(folder: Path) -> dict[str, str]:
    """Code -> name in NUTS 2016, from the change workbook."""
    sheet = openpyxl.load_workbook(folder / "NUTS2013-NUTS2016.xlsx", read_only=True, data_only=True)[
        "NUTS2013-NUTS2016"
    ]
    names = {}
    for row in sheet.iter_rows(min_row=3, values_only=True):
        code, labels = row[2], row[3:7]
        name = next((str(label).strip() for label in labels if label), "")
        if code and name and not is_foreign_script(name) and "Extra-Regio" not in name:
            names[str(code).strip()] = name
    return names


def main() -> None:
    """Read, carry over, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    parser.add_argument("--to", dest="out", type=Path, default=DELIVERED, help="default: the lists of the package")
    options = parser.parse_args()
    folder, out = options.folder, options.out
    out.mkdir(parents=True, exist_ok=True)
    weights = read_weights(folder / "nuts_correspondence")
    polygons = read_geojson(folder / "nuts_geo" / "NUTS_RG_20M_2013_4326.geojson.gz")
    labels = read_geojson(folder / "nuts_geo" / "NUTS_LB_2021_4326.geojson.gz")
    shapes_2021 = read_geojson(folder / "nuts_geo" / "NUTS_RG_60M_2021_4326.geojson.gz")

    names: dict[str, dict[str, str]] = {version: {} for version in VERSIONS}
    points: dict[str, dict[str, tuple[float, float]]] = {version: {} for version in VERSIONS}
    for feature in polygons:
        known = feature["properties"]
        names["2013"][known["NUTS_ID"]] = repaired(known["NUTS_NAME"] or known["NAME_LATN"])
        points["2013"][known["NUTS_ID"]] = (known["lon"], known["lat"])
    for feature in labels:
        known = feature["properties"]
        names["2021"][known["NUTS_ID"]] = repaired(known["NAME_LATN"] or known["NUTS_NAME"])
        points["2021"][known["NUTS_ID"]] = tuple(feature["geometry"]["coordinates"][:2])
    latin_2013 = {f["properties"]["NUTS_ID"]: repaired(f["properties"]["NAME_LATN"] or "") for f in polygons}
    for code, name in latin_2013.items():
        if name and is_foreign_script(names["2013"][code]):
            names["2013"][code] = name  # Greek and Cyrillic names in Latin letters, as in the other versions
    names["2013"] = {code: name for code, name in names["2013"].items() if not is_foreign_script(name)}  # from 2021
    names["2016"] = read_names_2016(folder / "nuts_correspondence")

    codes: dict[str, set[str]] = {version: set() for version in VERSIONS}
    for (_, old, new), table in weights.items():
        for source, parts in table.items():
            codes[old].add(source)
            codes[new].update(parts)
    codes["2013"] |= set(points["2013"])
    codes["2021"] |= set(names["2021"])
    codes["2016"] |= {code for code in names["2016"] if len(code) <= 5}
    for version in VERSIONS:
        codes[version] |= {code[:n] for code in set(codes[version]) for n in range(2, len(code))}
        codes[version] = {code for code in codes[version] if code[2:3] != "Z" and "ZZ" not in code}
    # The workbook of 2018 has the districts of Northern Ireland as UKN10-16 of UKN0; the lists since, as UKN0A-UKN0G.
    codes["2016"] = {code for code in codes["2016"] if not code.startswith("UKN1")}

    order = {"2010": ("2013", "2016", "2021"), "2006": ("2010", "2013", "2016", "2021"), "2016": ("2013", "2021")}
    for version in ("2016", "2010", "2006", "2013", "2021"):
        for other in order.get(version, ("2016", "2021", "2013")):
            if other == version:
                continue
            old, new = sorted((version, other))
            for code in codes[version]:
                level = len(code) - 2
                for twin in _twins(code, level, version, other, weights.get((level, old, new)), codes[other]):
                    if twin in names[other]:
                        names[version].setdefault(code, names[other][twin])
                    if twin in points[other]:
                        points[version].setdefault(code, points[other][twin])
    for version in VERSIONS:
        for code in codes[version]:
            if code in RETIRED_NAMES and version in ("2006", "2010"):
                names[version][code] = RETIRED_NAMES[code]

    spell_out(names)
    centre_points(points, polygons)

    to_metres = pyproj.Transformer.from_crs(4326, 3035, always_xy=True)
    for version in VERSIONS:
        with (out / f"nuts_{version}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["code", "name", "lon", "lat", "x_km", "y_km"])
            for code in sorted(codes[version]):
                place = ("", "", "", "")
                if code in points[version]:
                    lon, lat = (round(part, 2) for part in points[version][code])
                    x, y = to_metres.transform(lon, lat)
                    place = (lon, lat, round(x / 1000, 1), round(y / 1000, 1))
                writer.writerow([code, " ".join(names[version].get(code, "").split()), *place])
    write_correspondence(weights, out)
    write_adjacency("2013", polygons, out)
    write_adjacency("2021", shapes_2021, out)
    write_nace(folder / "nace", "2.0", "rev2", out)
    write_nace(folder / "nace", "2.1", "rev2_1", out)


def _twins(code, level, version, other, table, there):
    """The region of another version that is the same region."""
    if level < 2 or table is None or not any(source.startswith(code[:2]) for source in table):
        return [code] if code in there else []
    if version < other:
        parts = table.get(code, {})
        return [target for target in parts if share(parts, target) >= SAME_REGION]
    return [
        source
        for source, parts in table.items()
        if code in parts and share(parts, code) >= SAME_REGION and _only_source(table, code, source)
    ]


def _only_source(table, target, source):
    """Whether a successor is made of (nearly) one region only."""
    amounts = {s: parts[target]["population_2011"] for s, parts in table.items() if target in parts}
    total = sum(amounts.values())
    return not total or amounts[source] / total >= SAME_REGION


def write_correspondence(weights, out: Path) -> None:
    """Every pair of versions; regions that stay one and the same are left out."""
    with (out / "nuts_correspondence.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["from_version", "to_version", "source", "target", *BASES.values()])
        for (_, old, new), table in sorted(weights.items()):
            for source, parts in sorted(table.items()):
                if set(parts) == {source}:
                    continue
                for target, amounts in sorted(parts.items()):
                    if any(amounts.values()):
                        writer.writerow([old, new, source, target, *(f"{amounts[b]:.10g}" for b in BASES.values())])


def write_adjacency(version: str, features: list[dict], out: Path) -> None:
    """Pairs of NUTS-2 regions that share a border; enclaves and straits make none."""
    shapes = {
        f["properties"]["NUTS_ID"]: shapely.geometry.shape(f["geometry"])
        for f in features
        if f["properties"]["LEVL_CODE"] == 2
    }
    names = sorted(shapes)
    tree = shapely.STRtree([shapes[name] for name in names])
    pairs = set()
    for i, name in enumerate(names):
        for j in tree.query(shapes[name], predicate="dwithin", distance=TOUCH):
            if i < j:
                pairs.add((name, names[j]))
    with (out / f"nuts2_adjacency_{version}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "neighbour"])
        writer.writerows(sorted(pairs))


def write_nace(folder: Path, published: str, ours: str, out: Path) -> None:
    """Sections, divisions, groups and classes with their English titles; titles in capitals become sentences."""
    titles = {}
    if published == "2.0":  # the notes spell the titles as Eurostat does; the list of codes has slips
        with (folder / "ct_NACE.csv").open(encoding="utf-8-sig") as file:
            titles = {row["NACE Rev. 2"]: " ".join(row["Name"].split()) for row in csv.DictReader(file)}
    rows = []
    for row in json.loads((folder / f"codes-{published}.json").read_text(encoding="utf-8")):
        code = row["Class"] or row["Group"] or row["Division"] or row["Section"]
        title = titles.get(code, " ".join(row["Activity"].split()))
        rows.append((row["Section"], code, title.capitalize() if title.isupper() else title))
    with (out / f"nace_{ours}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["section", "code", "label"])
        writer.writerows(sorted(rows, key=lambda row: (row[0], len(row[1]) > 1, row[1])))


if __name__ == "__main__":
    main()
