"""What should be known of the figures, in the language of a report; a diagnostic without words of its own stays in English."""

from __future__ import annotations

from clustrat.evidence.result import Diagnostic
from clustrat.publish.language import EnglishText, Translator

__all__ = ["in_words"]

N_NAMED = 5


def in_words(found: Diagnostic, say: Translator) -> str:
    """A diagnostic as a sentence.

    >>> from clustrat.publish.language import translator
    >>> missing = Diagnostic(code="unknown_cell", severity="info", sentence="2 cells have no figure.", n=2)
    >>> in_words(missing, translator("en"))
    '2 figures of regions and industries are missing, and so are the quotients that rest on them; they do not count as zero.'
    """
    n, named = say.number(found.n), ", ".join(found.keys[:N_NAMED])
    cut = found.value if isinstance(found.value, float) else None
    match found.code:
        case "unknown_cell" if found.axis == "industry":
            return say.text(
                "Whether the region has these industries of the theme is not known, so they count as neither had nor missing: %(named)s.",
                named=named,
            )
        case "unknown_cell" if found.axis == "region" and found.parameter == "unknown_warn":
            return say.text(
                "Of %(named)s, %(share)s of the industries have no figure: what it lacks is known in part only.",
                named=named,
                share=say.percent(found.share),
            )
        case "unknown_cell" if found.axis == "partner":
            return say.text(
                "Of %(n)s possible partners at least half of the industries have no figure; the interval of their score says what that "
                "leaves open: %(named)s.",
                n=n,
                named=named,
            )
        case "theme_coverage":
            return say.text(
                "Only %(share)s of the theme lies in industries with figures: every number about it speaks of that part alone.",
                share=say.percent(found.share),
            )
        case "few_industries":
            return say.text(
                "%(named)s has figures for %(share)s of the industries, less than %(cut)s: its numbers about the theme are marked.",
                named=named,
                share=say.percent(found.share),
                cut=say.percent(cut),
            )
        case "theme_seen":
            return say.text(
                "%(named)s has figures for %(share)s of the theme, less than %(cut)s: its numbers about the theme are marked.",
                named=named,
                share=say.percent(found.share),
                cut=say.percent(cut),
            )
        case "equal_classes":
            return say.text(
                "%(n)s industries belong to the theme in part only; for want of class figures each of their classes counts the same.",
                n=n,
            )
        case "component_missing":
            return say.text("%(n)s parts of the rating have no figures and count as missing, not as zero.", n=n)
        case "nothing_missing":
            return say.text(
                "%(named)s is not known to lack any industry of the theme, so no partner can add one.", named=named
            )
        case "unknown_cell":
            return say.text(
                "%(n)s figures of regions and industries are missing, and so are the quotients that rest on them; they do not "
                "count as zero.",
                n=n,
            )
        case "suppressed_cell":
            return say.text("%(n)s figures are hidden at source; they stay missing and keep their flag.", n=n)
        case "empty_region":
            return say.text("Regions without any figure: %(named)s. Their quotients are missing.", named=named)
        case "incomplete_region":
            return say.plural(
                "%(n)s industry of %(named)s has no figure; the others make up %(share)s of the persons employed in all regions: "
                "shares and quotients of %(named)s are overstated.",
                "%(n)s industries of %(named)s have no figure; the others make up %(share)s of the persons employed in all "
                "regions: shares and quotients of %(named)s are overstated.",
                found.n,
                named=named,
                share=say.percent(found.share),
            )
        case "totals_incomplete":
            return say.plural(
                "In %(n)s industry the known figures of the regions sum to less than %(cut)s of the published total, the lowest "
                "to %(least)s: quotients are overstated there. Compare with the option --totals published.",
                "In %(n)s industries the known figures of the regions sum to less than %(cut)s of the published total, the lowest "
                "to %(least)s: quotients are overstated there. Compare with the option --totals published.",
                found.n,
                cut=say.percent(cut),
                least=say.percent(found.share),
            )
        case "unflagged_jump":
            return say.plural(
                "In %(n)s industry the national figures jump between the two years compared, without a flag of the source "
                "(%(named)s): no change is given there. Another base year may avoid it.",
                "In %(n)s industries the national figures jump between the two years compared, without a flag of the source "
                "(%(named)s): no change is given there. Another base year may avoid it.",
                found.n,
                named=named,
            )
        case "imputed_share":
            return say.text(
                "%(n)s figures of cluster categories rest on hidden figures and say which share is imputed; those that rest on a "
                "single hidden figure are not shown.",
                n=n,
            )
        case "low_coverage":
            return say.plural(
                "%(n)s region cannot be a peer, because the industries known in both weigh less than %(cut)s of the economy: "
                "%(named)s.",
                "%(n)s regions cannot be peers, because the industries known in both weigh less than %(cut)s of the economy: "
                "%(named)s.",
                found.n,
                cut=say.percent(cut),
                named=named,
            )
        case "fewer_peers":
            return say.text(
                "Of the %(wanted)s peers asked for, %(n)s can be compared.",
                wanted=say.number(float(found.value or 0)),
                n=n,
            )
        case _:
            return found.sentence if say.language == "en" else EnglishText(found.sentence)
