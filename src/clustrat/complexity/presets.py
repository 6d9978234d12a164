"""Conventions of complexity and relatedness by name, and the presets that equal the packages of the field.

Two packages give two rankings because they choose differently where the papers are silent. Every such choice has a name here,
every result carries the names it was made with, and a preset sets them all to what one package does.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

from clustrat.complexity.spectrum import ComponentChoice
from clustrat.errors import ParameterError
from clustrat.relatedness.density import DensitySelf
from clustrat.relatedness.proximity import RELATEDNESS, Diagonal

__all__ = ["PRESETS", "Conventions", "preset"]

ComplexityMethod = Literal["eigenvector", "reflections"]
PciScale = Literal["eci", "own"]
SignRule = Literal["diversity", "ubiquity", "anchor"]
Rounding = Literal["none", "econgeo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """All choices behind a complexity result (version ``complexity.v1``); the defaults are the preset ``growthlab``.

    Attributes
    ----------
    name
        The preset it comes from; with ``+`` where something was changed.
    complexity
        ``eigenvector`` or ``reflections`` (regions after 18 steps, activities after 19).
    relatedness
        A name of :data:`clustrat.relatedness.proximity.RELATEDNESS`.
    diagonal
        Of the relatedness that is given out: ``in`` (1) or ``out`` (0).
    density_self
        Whether the own cell counts in density: ``inclusive`` or ``exclusive``.
    density_percent
        Density times 100.
    ddof
        Of the standard deviation in every standardisation: 0 or 1.
    pci_scale
        ``eci``: PCI in the mean and deviation of ECI, so that ECI is the mean PCI; ``own``: in its own.
    sign_rule
        ``diversity``: ECI rises with diversity, PCI flips with it; ``ubiquity``: PCI flips by itself, against ubiquity;
        ``anchor``: as in a former year.
    rounding
        ``none``, or ``econgeo``: quotients to 2 and the transition matrix to 4 digits, for compatibility only.
    components
        ``largest`` or ``each`` connected part.
    presence_threshold, presence_rtol
        The cut of the quotient and its tolerance.
    gap_warn
        A smaller distance of second and third eigenvalue is a warning.
    fitness_updates, fitness_tolerance
        Number of joint updates of fitness; above a tolerance of 0 they end earlier, once nothing moves more than that.
    """

    name: str = "growthlab"
    complexity: ComplexityMethod = "eigenvector"
    relatedness: str = "proximity"
    diagonal: Diagonal = "in"
    density_self: DensitySelf = "inclusive"
    density_percent: bool = False
    ddof: int = 0
    pci_scale: PciScale = "eci"
    sign_rule: SignRule = "diversity"
    rounding: Rounding = "none"
    components: ComponentChoice = "largest"
    presence_threshold: float = 1.0
    presence_rtol: float = 1e-12
    gap_warn: float = 0.02
    fitness_updates: int = 199
    fitness_tolerance: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a value that no convention has."""
        for name, allowed in (
            ("complexity", get_args(ComplexityMethod)),
            ("relatedness", tuple(RELATEDNESS)),
            ("diagonal", get_args(Diagonal)),
            ("density_self", get_args(DensitySelf)),
            ("ddof", (0, 1)),
            ("pci_scale", get_args(PciScale)),
            ("sign_rule", get_args(SignRule)),
            ("rounding", get_args(Rounding)),
            ("components", get_args(ComponentChoice)),
        ):
            if getattr(self, name) not in allowed:
                raise ParameterError(
                    f"There is no {name} '{getattr(self, name)}'. Choose one of: {', '.join(map(str, allowed))}."
                )
        for name, is_fine in (
            ("presence_threshold", self.presence_threshold > 0),
            ("presence_rtol", 0 <= self.presence_rtol < 1),
            ("fitness_updates", self.fitness_updates >= 1),
            ("fitness_tolerance", self.fitness_tolerance >= 0),
            ("gap_warn", self.gap_warn >= 0),
        ):
            if not is_fine:
                raise ParameterError(f"{name}={getattr(self, name):g} cannot be. See the reference of conventions.")

    def as_dict(self) -> dict[str, Any]:
        """All choices as plain data, for a result or a file."""
        return asdict(self)

    def changed(self, **choices: Any) -> Conventions:
        """The same with some choices changed; the name says so with a ``+``.

        >>> preset("growthlab").changed(ddof=1).name
        'growthlab+ddof'
        """
        names = {field.name for field in fields(self)} - {"name"}
        if unknown := sorted(set(choices) - names):
            raise ParameterError(f"There is no convention '{unknown[0]}'. There are: {', '.join(sorted(names))}.")
        differs = [name for name, value in choices.items() if getattr(self, name) != value]
        return replace(self, **choices, name="+".join([self.name, *differs]))


#: What each package does, by the name of the package or its home.
PRESETS = {
    "growthlab": Conventions(),
    "datawheel": Conventions(
        name="datawheel", complexity="reflections", diagonal="out", density_self="exclusive", ddof=1, pci_scale="own"
    ),
    "econgeo": Conventions(
        name="econgeo",
        relatedness="prob",
        diagonal="out",
        density_self="exclusive",
        density_percent=True,
        pci_scale="own",
        sign_rule="ubiquity",
    ),
    "reks": Conventions(name="reks", fitness_updates=200, fitness_tolerance=1e-10),
}


def preset(name: str, **choices: Any) -> Conventions:
    """The conventions of a preset, with single choices changed by name.

    Parameters
    ----------
    name
        ``growthlab`` (default everywhere), ``datawheel``, ``econgeo`` or ``reks``.
    **choices
        Any attribute of :class:`Conventions`.

    Raises
    ------
    ParameterError
        There is no such preset or convention, or a value cannot be.

    Examples
    --------
    >>> preset("datawheel").density_self, preset("econgeo", rounding="econgeo").name
    ('exclusive', 'econgeo+rounding')
    """
    if name not in PRESETS:
        raise ParameterError(f"There is no preset '{name}'. Choose one of: {', '.join(PRESETS)}.")
    return PRESETS[name].changed(**choices) if choices else PRESETS[name]
