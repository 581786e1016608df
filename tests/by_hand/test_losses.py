"""Every loss of the engine against independent judges: loops, differences, SymPy, TensorFlow, the Keras losses."""

import math

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import losses
from course_lib.by_hand.gradient_checks import numerical_gradient

numbers = st.floats(-50, 50)


def batches():
    """Two arrays (n, d) of one shape, and truth values (n,)."""
    shapes = st.tuples(st.integers(1, 5), st.integers(1, 4))
    return shapes.flatmap(
        lambda shape: st.tuples(
            arrays(float, shape, elements=numbers), arrays(float, shape, elements=numbers), arrays(bool, shape[0])
        )
    )


def triples():
    """An array (3, n, d): anchors, positives, negatives, at scales from tiny to huge."""
    shapes = st.tuples(st.just(3), st.integers(1, 5), st.integers(1, 4))
    scales = st.sampled_from([1e-100, 1e-5, 1.0, 1e5, 1e100])
    return st.tuples(shapes.flatmap(lambda shape: arrays(float, shape, elements=st.floats(-1, 1))), scales).map(
        lambda drawn: drawn[0] * drawn[1]
    )


def euclid(u, v):
    return math.sqrt(math.fsum((a - b) ** 2 for a, b in zip(u, v, strict=True)))


def squared_hinge(*roles):
    return losses.triplet(*roles, power=2)


def pairs_of(anchor, positive, negative):
    """The contrastive loss of one same and one different pair for each triplet."""
    same = np.repeat([True, False], len(anchor))
    ends = np.concatenate([anchor, anchor]), np.concatenate([positive, negative])
    loss, by_left, by_right = losses.contrastive(*ends, same)
    return loss, sum(np.split(by_left, 2)), *np.split(by_right, 2)


# The loss, and its formula for one triplet: distances, the positive part, the exponential.
FORMULAS = {
    "contrastive": (pairs_of, lambda ap, an, part, exp: (ap**2 / 2 + part(1 - an) ** 2 / 2) / 2),
    "triplet": (losses.triplet, lambda ap, an, part, exp: part(ap - an + 0.2)),
    "squared hinge": (squared_hinge, lambda ap, an, part, exp: part(ap - an + 0.2) ** 2),
    "softmax": (losses.softmax_triplet, lambda ap, an, part, exp: (exp(ap) / (exp(ap) + exp(an))) ** 2),
    "ratio": (losses.distance_ratio, lambda ap, an, part, exp: (ap / an) ** 2),
}


class TestPairLoss:
    @given(batches())
    def test_distance_is_symmetric_zero_at_itself_and_the_plain_loop(self, batch):
        left, right, _ = batch
        got = losses.squared_distance(left, right)
        assert (losses.squared_distance(left, left) == 0).all()
        assert (got == losses.squared_distance(right, left)).all()
        loop = [math.fsum((a - b) ** 2 for a, b in zip(u, v, strict=True)) for u, v in zip(left, right, strict=True)]
        np.testing.assert_allclose(got, loop, rtol=1e-12)

    @given(batches(), st.floats(0, 100))
    def test_loss_is_the_plain_loop_and_its_gradients_are_opposite(self, batch, margin):
        left, right, same = batch
        loss, d_left, d_right = losses.pair_loss(left, right, same, margin)
        distances = losses.squared_distance(left, right)
        loop = [d2 if alike else max(0, margin - d2) for d2, alike in zip(distances, same, strict=True)]
        assert loss == pytest.approx(sum(loop) / len(loop))
        assert (d_left == -d_right).all()
        assert (d_left[~same & (distances >= margin)] == 0).all()

    @pytest.mark.parametrize("seed", range(5))
    def test_gradient_agrees_with_finite_differences(self, seed):
        rng = np.random.default_rng(seed)
        left, right, same = rng.normal(size=(6, 3)), rng.normal(size=(6, 3)), np.arange(6) < 3
        _, d_left, d_right = losses.pair_loss(left, right, same, margin=6.0)
        judged = numerical_gradient(lambda v: losses.pair_loss(v, right, same, 6.0)[0], left)
        np.testing.assert_allclose(d_left, judged, rtol=1e-6, atol=1e-9)
        judged = numerical_gradient(lambda v: losses.pair_loss(left, v, same, 6.0)[0], right)
        np.testing.assert_allclose(d_right, judged, rtol=1e-6, atol=1e-9)


class TestDistance:
    @given(triples())
    def test_it_is_the_plain_loop_and_its_slope_a_unit_vector_or_nothing(self, roles):
        left, right, _ = roles
        d = losses.distance(left, right)
        np.testing.assert_allclose(d, [euclid(u, v) for u, v in zip(left, right, strict=True)], rtol=1e-12, atol=1e-150)
        by_left, by_right = losses.distance_backward(np.ones(len(d)), left, right)
        assert (by_left == -by_right).all()
        clear = d > 1e-150
        np.testing.assert_allclose(np.linalg.norm(by_left[clear], axis=1), 1, rtol=1e-9)
        assert (by_left[d == 0] == 0).all()

    @given(arrays(float, (4, 3), elements=numbers), st.floats(-5, 5))
    def test_equal_points_have_no_direction(self, points, upstream):
        by_left, by_right = losses.distance_backward(np.full(4, upstream), points, points)
        assert (by_left == 0).all()
        assert (by_right == 0).all()


class TestContrastive:
    @given(batches(), st.floats(0, 100))
    def test_it_is_the_plain_loop_and_far_different_pairs_are_left_alone(self, batch, margin):
        left, right, same = batch
        loss, by_left, by_right = losses.contrastive(left, right, same, margin)
        d = [euclid(u, v) for u, v in zip(left, right, strict=True)]
        loop = [each**2 / 2 if alike else max(0, margin - each) ** 2 / 2 for each, alike in zip(d, same, strict=True)]
        assert loss == pytest.approx(sum(loop) / len(loop), rel=1e-9, abs=1e-12)
        assert (by_left == -by_right).all()
        assert (by_left[~same & (np.array(d) > margin * (1 + 1e-9))] == 0).all()

    def test_it_is_the_keras_loss_of_the_same_pairs(self):
        from course_lib.losses import contrastive

        rng = np.random.default_rng(0)
        left, right, same = rng.normal(size=(9, 3)), rng.normal(size=(9, 3)), rng.random(9) < 0.5
        theirs = contrastive(losses.distance(left, right), same, 1.7)
        assert losses.contrastive(left, right, same, 1.7)[0] == pytest.approx(float(np.mean(theirs)), rel=1e-6)


class TestTriplet:
    @given(triples(), st.floats(0, 3), st.sampled_from([1, 2, 1.5]))
    def test_it_is_the_plain_loop_and_the_gradients_add_to_nothing(self, roles, margin, power):
        loss, *gradients = losses.triplet(*roles, margin, power)
        gaps = [(euclid(a, p), euclid(a, n)) for a, p, n in zip(*roles, strict=True)]
        loop = [max(0, d_ap - d_an + margin) ** power for d_ap, d_an in gaps]
        assert loss == pytest.approx(sum(loop) / len(loop), rel=1e-9, abs=1e-12)
        largest = max(abs(each).max() for each in gradients)
        assert abs(sum(gradients)).max() <= 1e-12 * largest  # moving all three alike changes no distance
        idle = np.array([d_ap * (1 + 1e-9) + margin < d_an for d_ap, d_an in gaps])
        assert all((each[idle] == 0).all() for each in gradients)

    @given(triples(), st.sampled_from([0.5, 3, 40]))
    def test_the_margin_is_in_the_unit_of_the_embedding(self, roles, scale):
        loss, *gradients = losses.triplet(*roles, 0.2)
        scaled, *others = losses.triplet(*scale * roles, 0.2 * scale)
        assert scaled == pytest.approx(scale * loss, rel=1e-9, abs=1e-12)
        d_ap, d_an = losses.distance(roles[0], roles[1]), losses.distance(roles[0], roles[2])
        if (abs(d_ap - d_an + 0.2) > 1e-9).all() and min(d_ap.min(), d_an.min()) > 1e-120:
            for one, other in zip(gradients, others, strict=True):
                np.testing.assert_allclose(one, other, atol=1e-9)

    def test_it_is_the_keras_loss_of_the_same_triplets(self):
        from course_lib.losses import triplet

        roles = np.random.default_rng(0).normal(size=(3, 9, 2))
        d_ap, d_an = losses.distance(roles[0], roles[1]), losses.distance(roles[0], roles[2])
        ours = losses.triplet(*roles, 0.7)[0]
        assert ours == pytest.approx(float(np.mean(triplet(d_ap, d_an, 0.7))), rel=1e-6)

    def test_a_batch_of_one_is_the_keras_loss_object(self):
        from course_lib.losses import ContrastiveLoss, TripletLoss

        points = np.array([[0.0, 0.0], [0.6, 0.0], [0.0, 0.5]])
        a, p, n = points[:, None]
        active = [loss for loss in (losses.triplet(a, p, n, 0.3)[0], losses.triplet(p, a, n, 0.3)[0]) if loss > 0]
        theirs = TripletLoss(0.3)(np.array([0, 0, 1]), points.astype("float32"))
        assert float(theirs) == pytest.approx(sum(active) / len(active), rel=1e-6)
        same_half = losses.contrastive(a, p, [True])[0]
        different_half = losses.contrastive(points[:2], points[[2, 2]], [False, False])[0]
        theirs = ContrastiveLoss(1.0)(np.array([0, 0, 1]), points.astype("float32"))
        assert float(theirs) == pytest.approx((same_half + different_half) / 2, rel=1e-6)


class TestSoftmax:
    @given(triples())
    @pytest.mark.filterwarnings("error")
    def test_it_is_the_plain_loop_silent_and_between_0_and_1(self, roles):
        loss, *gradients = losses.softmax_triplet(*roles)
        loop = []
        for a, p, n in zip(*roles, strict=True):
            difference = min(max(euclid(a, n) - euclid(a, p), -700), 700)
            loop.append((1 / (1 + math.exp(difference))) ** 2)
        assert loss == pytest.approx(sum(loop) / len(loop), rel=1e-9, abs=1e-12)
        assert abs(sum(gradients)).max() <= 1e-12


class TestDifferenceOrRatio:
    """On a line with the anchor at 0: differences of distances are equal, or their ratios are."""

    @pytest.mark.parametrize("loss", [losses.triplet, losses.softmax_triplet])
    def test_hinge_and_softmax_see_the_difference(self, loss):
        near, far, twice = (loss([[0]], [[d_ap]], [[-d_an]])[0] for d_ap, d_an in ((0.1, 0.2), (5.1, 5.2), (1, 2)))
        assert near == pytest.approx(far)
        assert abs(near - twice) > 0.05

    def test_the_ratio_sees_the_ratio(self):
        loss = losses.distance_ratio
        near, far, twice = (loss([[0]], [[d_ap]], [[-d_an]])[0] for d_ap, d_an in ((0.1, 0.2), (5.1, 5.2), (1, 2)))
        assert near == pytest.approx(twice) == pytest.approx(0.25)
        assert far == pytest.approx((5.1 / 5.2) ** 2)

    @given(st.integers(0, 1000), st.sampled_from([1e-5, 0.5, 3, 1e5]))
    def test_the_ratio_does_not_see_the_scale(self, seed, scale):
        roles = np.random.default_rng(seed).normal(size=(3, 4, 2))
        assert losses.distance_ratio(*scale * roles)[0] == pytest.approx(losses.distance_ratio(*roles)[0])


class TestCollapse:
    @given(arrays(float, (1, 3), elements=numbers), st.integers(1, 6), st.floats(0, 3))
    def test_equal_embeddings_cost_the_margin_and_move_nothing(self, point, n, margin):
        equal = np.repeat(point, n, axis=0)
        found = {
            margin: losses.triplet(equal, equal, equal, margin),
            margin**2 / 2: losses.contrastive(equal, equal, np.zeros(n, bool), margin),
            0.25: losses.softmax_triplet(equal, equal, equal),
        }
        for value, (loss, *gradients) in found.items():
            assert loss == pytest.approx(value)
            assert all((gradient == 0).all() for gradient in gradients)


class TestFourJudges:
    @pytest.mark.parametrize("name", FORMULAS)
    def test_symbols_differences_and_autodiff_agree_with_the_gradient_by_hand(self, name):
        import tensorflow as tf

        loss, formula = FORMULAS[name]
        letters = sympy.symbols("a:2 p:2 n:2")
        a, p, n = letters[:2], letters[2:4], letters[4:]
        d_ap, d_an = (sympy.sqrt(sum((s - t) ** 2 for s, t in zip(a, other, strict=True))) for other in (p, n))
        value = formula(d_ap, d_an, lambda z: sympy.Max(0, z), sympy.exp)
        symbols = sympy.lambdify(letters, [value, *(value.diff(letter) for letter in letters)])
        active = 0
        for points in np.random.default_rng(0).normal(size=(10, 3, 2)):
            ours, *gradients = loss(*points[:, None])
            gradients = np.concatenate(gradients)
            theirs, *by_symbols = symbols(*points.ravel())
            variable = tf.Variable(points)
            with tf.GradientTape() as tape:
                u, v, w = tf.unstack(variable)
                by_tensorflow = formula(tf.norm(u - v), tf.norm(u - w), tf.nn.relu, tf.exp)
            assert ours == pytest.approx(float(theirs), rel=1e-12, abs=1e-15)
            np.testing.assert_allclose(gradients.ravel(), np.array(by_symbols, float), rtol=1e-10, atol=1e-13)
            np.testing.assert_allclose(gradients, tape.gradient(by_tensorflow, variable), rtol=1e-10, atol=1e-13)
            judged = numerical_gradient(lambda v: loss(*v[:, None])[0], points)
            assert abs(gradients - judged).max() <= 1e-6 * abs(judged).max() + 1e-12
            active += gradients.any()
        assert active >= 5


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: losses.pair_loss([[1]], [[1]], [1]), "same: expected True and False, got int64"),
            (lambda: losses.pair_loss([[1]], [[1]], [True, False]), r"same: expected shape \(n\) with n=1, d=1"),
            (
                lambda: losses.pair_loss(np.empty((0, 2)), np.empty((0, 2)), np.empty(0, bool)),
                "left: .* got \\(0, 2\\)",
            ),
            (lambda: losses.pair_loss([[1]], [[1]], [True], np.inf), "margin: expected finite"),
            (lambda: losses.pair_loss([[1]], [[1]], [True], [1, 2]), "margin: expected shape .* got \\(2,\\)"),
            (lambda: losses.distance([[1, 2]], [[1]]), r"right: expected shape \(n, d\) with n=1, d=2, got \(1, 1\)"),
            (lambda: losses.distance_backward([1, 1], [[1]], [[1]]), r"left: expected shape \(n, d\) with n=2"),
            (lambda: losses.contrastive([[1]], [[1]], [1]), "same: expected True and False, got int64"),
            (lambda: losses.contrastive([[np.nan]], [[1]], [True]), "left: expected finite numbers"),
            (lambda: losses.triplet([[1]], [[1]], [[1, 2]]), r"negative: expected shape .* got \(1, 2\)"),
            (lambda: losses.triplet([[1]], [[1]], [[1]], power=0.5), "power: expected at least 1, got 0.5"),
            (lambda: losses.softmax_triplet([["a"]], [[1]], [[1]]), "anchor: expected real numbers"),
            (lambda: losses.distance_ratio([[1]], [[2]], [[1]]), "negative: expected a distance above 0"),
        ],
    )
    def test_the_message_names_the_argument(self, call, message):
        with pytest.raises(ValueError, match=message):
            call()
