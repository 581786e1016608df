"""The figure behind a verdict: which row of which table of bands shows it, and the words around it.

At most one for each statement, the one that a reader would ask for. The numbers come from bench/bands at every build.
"""

from typing import NamedTuple


class Figure(NamedTuple):
    """The expression `what` of the asserts of a lesson, how its range is written, and the words with {} for it."""

    lesson: str
    what: str
    form: str
    words: str


FIGURES = {
    "S1-1": Figure("01b_training_twins", "np.mean(uninformed)", ".2f", "with shuffled labels the AUC is {}"),
    "S1-4": Figure("18_on_trial", "from_itself", ".2f", "with one activation for each branch, d²(x, x) is {}"),
    "S1-5": Figure("01_topology", "crossing", ".1f", "the sigmoid is the larger one only up to z = {}"),
    "S1-6": Figure("01b_training_twins", "ends['tanh', 0.3]", ".2f", "at the small rate the loss of tanh ends at {}"),
    "S1-7": Figure("02b_margins", "of_losses", ".2f", "three losses, each at its best margin: {} of MAP@R apart"),
    "S1-8": Figure(
        "18b_as_printed",
        'mapped["negative of the anchor\'s class"] - untrained',
        ".2f",
        "with negatives of the anchor's class, MAP@R changes by {}",
    ),
    "S1-9": Figure("18b_as_printed", "abs(best[1] - best[2])", ".3f", "square and plain hinge: {} of MAP@R apart"),
    "S1-10": Figure(
        "18b_as_printed", "np.diff(gaps[::2]).min()", ".2f", "with each larger margin the gap grows by {} or more"
    ),
    "S1-11": Figure(
        "02b_margins", "high[:, 3].mean() / low[:, 3].mean()", ".0f", "a loss {} times as high, and a better search"
    ),
    "S1-12": Figure(
        "03b_in_practice", "max(means.values()) - min(means.values())", ".2f", "five tuned: {} of AUC apart"
    ),
    "S1-13": Figure(
        "03b_in_practice", "max(tuning['Adam'])", ".2f", "over the rates Adam's AUC runs from guessing to {}"
    ),
    "S1-16": Figure("03_optimisers", "without.max()", ".1f", "without it steps grow to {} rates"),
    "S1-17": Figure("03_optimisers", "apart", ".0e", "300 steps of ours and of Keras: {} apart"),
    "S1-19": Figure(
        "03b_in_practice", "moved['Adagrad'][1]", ".0f", "at tiny gradients PyTorch's walks {} rates, Keras' hardly any"
    ),
    "S1-21": Figure(
        "04_normalisation",
        "shares['standardised']",
        ".0%",
        "standardised, three loud pixels make up {} of all distances",
    ),
    "S1-23": Figure(
        "04b_batch_norm", "normed[0] / normed[1]", ",.0f", "through 40 layers its gradient grows by a factor of {}"
    ),
    "S1-24": Figure("04c_batch_mates", "leaked", ".2f", "in two batches a picture is {} from itself"),
    "S1-26": Figure("05b_threshold", "precision[2]", ".2f", "where 1 % of pairs are the same, precision is {}"),
    "S1-27": Figure("01b_training_twins", "tied.max() - tied[4]", ".2f", "trained on, tied twins lose {} of their AUC"),
    "S1-28": Figure("05c_certainty", "tenth.mean()", ".0%", "of pairs drawn at random, {} are the same"),
    "S1-29": Figure(
        "05c_certainty", "max(unseen['network'])", ".2f", "on four new digits its best MAP@R is {}, below pixels"
    ),
    "S1-30": Figure("18_on_trial", "three_layers - two_layers", ".2f", "a third layer changes the AUC by {}"),
    "S1-31": Figure(
        "06b_triplets", "by_loss['batch-hard']", ".2f", "the hardest triplets change MAP@R by {} against pairs"
    ),
    "S1-33": Figure(
        "06_sprn", "abs(open_behind)", ".2f", "where both branches see colour: {} of MAP@R from a flat one"
    ),
    "S1-34": Figure("07_sdrn", "abs(lead)", ".2f", "tuned alike: {} of MAP@R apart"),
    "S1-35": Figure("02b_margins", "untrained - only_same[1]", ".2f", "same pairs alone: MAP@R {} below untrained"),
    "S1-36": Figure("18b_as_printed", "abs(gains[0])", ".2f", "at margin 1 the rule changes MAP@R by {}"),
    "S1-37": Figure("07_sdrn", "found['contrastive']", ".2f", "with Hadsell's terms MAP@R is {}"),
    "S1-38": Figure(
        "07_sdrn",
        "max((found[name] for name in ('hinge', 'square', 'minus')))",
        ".2f",
        "the best of three readings of the print has a MAP@R of {}",
    ),
    "S1-39": Figure("07_sdrn", "gain.mean()", ".2f", "on top of the tuned loss it adds {} of MAP@R"),
    "S1-40": Figure(
        "07_sdrn",
        "kept['tuned + third'] - kept['tuned']",
        ".0%",
        "in noise it keeps {} more of the score than a tuned loss",
    ),
    "S1-41": Figure("07_sdrn", "found['contrastive'] - found['pixels']", ".2f", "MAP@R is {} above that of pixels"),
    "S2-1": Figure(
        "18c_stages", "by_place.max(axis=1).mean()", ".2f", "slid over a wide picture, it is {} sure of some digit"
    ),
    "S2-6": Figure(
        "18c_stages", "local[1] - plain[1]", ".2f", "moved by a pixel: {} more accuracy than a dense network"
    ),
    "S2-13": Figure("18c_stages", "ahead", ".2f", "against twins with a plain distance MAP@R changes by {}"),
    "S2-14": Figure(
        "18b_as_printed", "np.diff(gaps[::2]).min()", ".2f", "with each larger margin the gap grows by {} or more"
    ),
    "S2-16": Figure("02b_margins", "three.mean() - test['ratio'].mean()", ".2f", "a ratio is {} of MAP@R behind"),
    "S2-17": Figure("18b_as_printed", "loss", ".0e", "after 300 steps its loss is {} and falling"),
    "S2-18": Figure("18b_as_printed", "abs(guarded / length - 1)", ".0e", "it changes the length by a share of {}"),
    "S2-19": Figure("18b_as_printed", "stuck", ".1f", "with a margin of 30 a real triplet loss stands at {}"),
    "S2-21": Figure("10_two_stages", "lead", ".2f", "against twins its MAP@R differs by {}"),
    "S2-24": Figure(
        "10b_strangers", "only - told_none[1]", ".2f", "treated so, unlabelled pictures cost {} of accuracy"
    ),
    "S2-25": Figure("18c_stages", "ranked[3] - ranked[0]", ".2f", "much weight on the triplets adds {} of MAP@R"),
    "S2-26": Figure("08_contrastive_learning", "gain[1][0]", ".2f", "moved digits, no labels: MAP@R {} above pixels"),
    "S2-27": Figure("16b_bits", "lost", ".2f", "32 bits lose {} of MAP@R against 8 real numbers"),
    "S2-28": Figure("08b_collapse", "seen['positives only'][1]", ".2f", "the deviation falls to {}"),
    "S2-29": Figure("08b_collapse", "apart", ".2f", "in one loop VICReg is {} of MAP@R behind InfoNCE"),
    "S2-30": Figure(
        "08_contrastive_learning", "over_pixels", ".2f", "labels passed on: right for {} more than by pixels"
    ),
    "S2-31": Figure("16b_bits", "no_gap", ".0%", "{} of same pairs have equal codes"),
    "S2-32": Figure(
        "09_channel_attention", "moved", ".0f", "shuffled places change the maps by {}, and their means by nothing"
    ),
    "S2-33": Figure(
        "09_channel_attention", "max(change.values())", ".0e", "shuffled places change six kinds by {} at most"
    ),
    "S2-35": Figure(
        "09b_gates_on_trial", "max(right['equal light'])", ".0%", "with equal light the largest is right for {}"
    ),
}
