"""Invented organisations and the ways in which lists spoil them: a published set with a known truth for deduplication."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from clustrat.errors import ParameterError
from clustrat.microdata.linkage import OrganisationRecord
from clustrat.microdata.linkage_evaluation import LabelledPair

__all__ = ["SyntheticSet", "synthetic_organisations"]

#: Country -> (short and long legal form, words of an activity, three kinds of institution, towns with postcodes). The names are invented.
_COUNTRIES: Mapping[str, tuple[tuple[str, str], tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]] = (
    MappingProxyType(
        {
            "AT": (
                ("GmbH", "Gesellschaft m.b.H."),
                ("Maschinenbau", "Holztechnik", "Medizintechnik"),
                ("Institut für Werkstoffe", "Zentrum für Energie"),
                (("Graz", "8010"), ("Linz", "4020"), ("Wels", "4600")),
            ),
            "CZ": (
                ("s.r.o.", "společnost s ručením omezeným"),
                ("strojírna", "nábytek", "elektronika"),
                ("Ústav materiálů", "Centrum energie"),
                (("Brno", "602 00"), ("Ostrava", "702 00"), ("Zlín", "760 01")),
            ),
            "DE": (
                ("GmbH", "Gesellschaft mit beschränkter Haftung"),
                ("Werkzeugbau", "Lasertechnik", "Kunststoffe"),
                ("Institut für Oberflächen", "Zentrum für Leichtbau"),
                (("Dresden", "01067"), ("Chemnitz", "09111"), ("Ulm", "89073")),
            ),
            "HR": (
                ("d.o.o.", "društvo s ograničenom odgovornošću"),
                ("proizvodnja namještaja", "elektronika", "alati"),
                ("Institut za materijale", "Centar za energiju"),
                (("Rijeka", "51000"), ("Osijek", "31000"), ("Split", "21000")),
            ),
            "HU": (
                ("Kft.", "Korlátolt Felelősségű Társaság"),
                ("gépgyár", "bútor", "műszer"),
                ("Anyagkutató Intézet", "Energia Központ"),
                (("Győr", "9021"), ("Szeged", "6720"), ("Pécs", "7621")),
            ),
            "IT": (
                ("S.r.l.", "Società a Responsabilità Limitata"),
                ("meccanica", "arredamenti", "elettronica"),
                ("Istituto dei Materiali", "Centro per l'Energia"),
                (("Udine", "33100"), ("Padova", "35121"), ("Torino", "10121")),
            ),
            "PL": (
                ("Sp. z o.o.", "Spółka z ograniczoną odpowiedzialnością"),
                ("maszyny", "meble", "elektronika"),
                ("Instytut Materiałów", "Centrum Energii"),
                (("Katowice", "40-001"), ("Łódź", "90-001"), ("Opole", "45-015")),
            ),
            "SI": (
                ("d.o.o.", "družba z omejeno odgovornostjo"),
                ("orodja", "pohištvo", "elektronika"),
                ("Inštitut za materiale", "Center za energijo"),
                (("Maribor", "2000"), ("Kranj", "4000"), ("Koper", "6000")),
            ),
            "SK": (
                ("s.r.o.", "spoločnosť s ručením obmedzeným"),
                ("strojáreň", "nábytok", "elektronika"),
                ("Ústav materiálov", "Centrum energie"),
                (("Žilina", "010 01"), ("Košice", "040 01"), ("Nitra", "949 01")),
            ),
        }
    )
)
_SYLLABLES = (
    "bra", "čel", "dor", "fen", "gri", "hol", "jur", "kal", "lem", "mor", "nov", "pel", "rus", "šik", "tav", "ulm", "vor", "zan", "žir", "öst", "łub", "ács",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticSet:
    """Records, the organisation of each, and labelled pairs; ``rule`` of a pair names the variant or the trap."""

    records: tuple[OrganisationRecord, ...]
    truth: Mapping[str, str]
    pairs: tuple[LabelledPair, ...]


def synthetic_organisations(n: int, *, rng: np.random.Generator, shared_domain_share: float = 0.2) -> SyntheticSet:
    """Invent ``n`` organisations, each once as it is and once spoiled, and namesakes that are hard to tell from them.

    Of each organisation a second record is made by one or two of: another way to write the legal form, marks lost, capitals, other punctuation, one wrong
    letter, the acronym in the place of the name, the activity left out, the town added, and, independently, the postcode, region or website lost.
    A part as large as ``shared_domain_share`` sits under portals with many bodies. One in four has a namesake in another town under the same
    portal, and one in eight a sister institution whose name differs in one word: both are other organisations.

    Parameters
    ----------
    n
        Organisations, at least 1.
    rng
        Chance.
    shared_domain_share
        Of the organisations, under a portal's domain.

    Raises
    ------
    ParameterError
        There is no organisation, or the share is none.

    Examples
    --------
    >>> made = synthetic_organisations(20, rng=np.random.default_rng(1))
    >>> len(made.records) >= 40, sum(pair.same for pair in made.pairs)
    (True, 20)
    """
    if n < 1:
        raise ParameterError(f"n={n} organisations cannot be invented. Give 1 or more.")
    if not 0 <= shared_domain_share <= 1:
        raise ParameterError(f"shared_domain_share={shared_domain_share:g} must lie between 0 and 1.")
    records: list[OrganisationRecord] = []
    truth: dict[str, str] = {}
    pairs: list[LabelledPair] = []

    def add(record: OrganisationRecord, organisation: str) -> OrganisationRecord:
        records.append(record)
        truth[record.record] = organisation
        return record

    n_portals = max(1, round(n * shared_domain_share / 8))
    for number in range(n):
        base, short = _invent(number, rng)
        if rng.random() < shared_domain_share:
            base = replace(base, domain=f"portal{rng.integers(n_portals)}.example")
        base = add(base, f"o{number}")
        spoiled, variants = _spoiled(base, short, number, rng)
        add(spoiled, f"o{number}")
        pairs.append(LabelledPair(left=base.record, right=spoiled.record, same=True, rule=variants))
        if number % 4 == 0:
            other = _elsewhere(base, number, rng)
            add(other, f"n{number}")
            pairs += [
                LabelledPair(left=r.record, right=other.record, same=False, rule="namesake under one website")
                for r in (base, spoiled)
            ]
        if number % 8 == 1:
            sister = _sister(base, number, rng)
            add(sister, f"s{number}")
            pairs.append(LabelledPair(left=base.record, right=sister.record, same=False, rule="sister institution"))
    ordered = tuple(replace(pair, left=min(pair.left, pair.right), right=max(pair.left, pair.right)) for pair in pairs)
    return SyntheticSet(records=tuple(records), truth=MappingProxyType(truth), pairs=ordered)


def _word(rng: np.random.Generator, *, n: int = 3) -> str:
    return "".join(_SYLLABLES[place] for place in rng.integers(len(_SYLLABLES), size=n)).capitalize()


def _invent(number: int, rng: np.random.Generator) -> tuple[OrganisationRecord, str]:
    country = tuple(_COUNTRIES)[number % len(_COUNTRIES)]
    forms, activities, institutions, towns = _COUNTRIES[country]
    town, postcode = towns[rng.integers(len(towns))]
    own = f"{_word(rng)} {_word(rng, n=2)}"
    acronym = "".join(word[0] for word in own.split()).upper() + str(_SYLLABLES[rng.integers(len(_SYLLABLES))]).upper()
    if number % 8 == 1:
        name = f"{institutions[rng.integers(len(institutions))]} {own} {town}"
    else:
        name = f"{own} {activities[rng.integers(len(activities))]} {forms[0]}"
    slug = (
        unicodedata.normalize("NFKD", own.lower().replace(" ", "-").replace("ł", "l"))
        .encode("ascii", "ignore")
        .decode()
    )
    record = OrganisationRecord(
        record=f"r{number}a",
        name=name,
        aliases=(acronym,) if rng.random() < 0.6 else (),
        country=country,
        postcode=postcode,
        region=f"{country}-{town}",
        domain=f"{slug}{number}.example",
        identifiers=(("vat", f"{country}{10_000_019 + 7919 * number}"),) if rng.random() < 0.3 else (),
    )
    return record, acronym


def _spoiled(
    base: OrganisationRecord, acronym: str, number: int, rng: np.random.Generator
) -> tuple[OrganisationRecord, str]:
    forms = _COUNTRIES[base.country][0]
    ways: dict[str, Callable[[str], str]] = {
        "legal form": lambda name: name.replace(forms[0], forms[1]),
        "legal form without points": lambda name: name.replace(forms[0], forms[0].replace(".", "")),
        "marks lost": _without_marks,
        "capitals": str.upper,
        "punctuation": lambda name: f'"{name.split()[0]}" {" ".join(name.split()[1:])}'.replace(" ", "  ", 1),
        "a wrong letter": lambda name: _slip(name, rng),
        "place added": lambda name: f"{name}, {base.region.split('-')[1]}",
    }
    if base.aliases:
        ways["acronym"] = lambda name: acronym
    names = list(ways)
    chosen = [names[place] for place in rng.choice(len(names), size=1 + (rng.random() < 0.4), replace=False)]
    if "acronym" in chosen:
        chosen = ["acronym"]
    name = base.name
    for way in chosen:
        name = ways[way](name)
    lost = rng.random(3)
    return (
        replace(
            base,
            record=f"r{number}b",
            name=name,
            aliases=(),
            postcode="" if lost[0] < 0.4 else base.postcode,
            region="" if lost[1] < 0.3 else base.region,
            domain="" if lost[2] < 0.4 else base.domain,
            identifiers=(),
        ),
        " and ".join(chosen),
    )


def _elsewhere(base: OrganisationRecord, number: int, rng: np.random.Generator) -> OrganisationRecord:
    """A namesake: the same name and website, another town and another number."""
    towns = [town for town in _COUNTRIES[base.country][3] if town[1] != base.postcode]
    town, postcode = towns[rng.integers(len(towns))]
    return replace(
        base,
        record=f"r{number}n",
        aliases=(),
        postcode=postcode,
        region=f"{base.country}-{town}",
        domain="portal0.example",
        identifiers=(("vat", f"{base.country}{20_000_003 + 7919 * number}"),),
    )


def _sister(base: OrganisationRecord, number: int, rng: np.random.Generator) -> OrganisationRecord:
    """Another institution of the same house: one word differs, place and website are the same."""
    words = base.name.split()
    words[-2] = _word(rng)
    return replace(base, record=f"r{number}s", name=" ".join(words), aliases=(), identifiers=())


def _without_marks(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L").replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _slip(name: str, rng: np.random.Generator) -> str:
    """One letter of the first word lost or doubled."""
    place = int(rng.integers(1, max(2, len(name.split()[0]) - 1)))
    return name[:place] + name[place + 1 :] if rng.random() < 0.5 else name[:place] + name[place - 1] + name[place:]
