"""The statistics again, from the standard library alone: python3 golden.py SECTION prints JSON."""

import json
import math
import statistics
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60
M32 = 0xFFFFFFFF


# Blackman and Vigna's xoshiro128starstar.c, with unsigned arithmetic on big integers.
class Xoshiro:
    def __init__(self, state):
        self.s = list(state)

    def next(self):
        s = self.s
        rotl = lambda x, k: ((x << k) | (x >> (32 - k))) & M32
        result = (rotl((s[1] * 5) & M32, 7) * 9) & M32
        t = (s[1] << 9) & M32
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
        return result

    def below(self, count):
        # The definition behind Lemire's method: of 2^32 words, each slot takes the same number or none.
        while True:
            slot, rest = divmod(self.next() * count, 1 << 32)
            if rest >= (1 << 32) % count:
                return slot


def seeded(seed, key=""):
    h = 0x811C9DC5
    for byte in f"{seed}/{key}".encode():
        h = ((h ^ byte) * 0x01000193) & M32
    state = []
    for _ in range(4):
        h = (h + 0x9E3779B9) & M32
        z = ((h ^ (h >> 16)) * 0x21F0AAAD) & M32
        z = ((z ^ (z >> 15)) * 0x735A2D97) & M32
        state.append(z ^ (z >> 15))
    return Xoshiro(state)


def shuffle(values, random):
    values = list(values)
    for last in range(len(values) - 1, 0, -1):
        other = random.below(last + 1)
        values[last], values[other] = values[other], values[last]
    return values


def random_section():
    draw = lambda r, n, count: [r.below(count) for _ in range(n)]
    seeds = [(0, ""), (1, ""), (42, "S-A1"), (-7, "問題"), (2**53 - 1, "112A1")]
    return {
        "words": [
            {"state": s, "words": (lambda r: [r.next() for _ in range(100)])(Xoshiro(s))}
            for s in ([1, 2, 3, 4], [M32, 0, 1 << 31, 12345])
        ],
        "seeded": [
            {
                "seed": seed,
                "key": key,
                "words": (lambda r: [r.next() for _ in range(20)])(seeded(seed, key)),
                "below": [
                    {"count": count, "drawn": draw(seeded(seed, key), 200, count)} for count in (1, 5, 1455, 2**21)
                ],
                "shuffled": shuffle(range(64), seeded(seed, key)),
            }
            for seed, key in seeds
        ],
    }


def deviate(confidence):
    """By bisection of the error function's complement, which says nothing of how a quantile may be approximated."""
    low, high = 0.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erfc(middle / math.sqrt(2)) > 1 - confidence else (low, middle)
    return low


def wilson(successes, total, confidence):
    """The roots of (p' - p)^2 = z^2 p (1 - p) / n, in 60 digits."""
    z2 = Decimal(deviate(confidence)) ** 2
    n, p = Decimal(total), Decimal(successes) / Decimal(total)
    a, b, c = 1 + z2 / n, -(2 * p + z2 / n), p * p
    root = (b * b - 4 * a * c).sqrt()
    return [float((-b - root) / (2 * a)), float((-b + root) / (2 * a))]


def wilson_section():
    sizes = [(0, 20), (1, 1), (1, 29), (15, 148), (81, 263), (649, 1455), (1455, 1455), (999_999, 1_000_000)]
    cases = [(s, t, c) for s, t in sizes for c in (0.5, 0.9, 0.95, 0.99, 0.999)]
    normal = statistics.NormalDist()
    return {
        "intervals": [{"successes": s, "total": t, "confidence": c, "interval": wilson(s, t, c)} for s, t, c in cases],
        "quantiles": [
            {"p": p, "z": normal.inv_cdf(p)}
            for p in [i / 200 for i in range(1, 200)] + [10.0**-e for e in range(3, 300, 11)]
        ],
    }


def mcnemar_section():
    pairs = [(b, c) for b in range(0, 13) for c in range(0, 13)]
    pairs += [(59, 80), (515, 514), (700, 761), (400, 800), (2000, 2100), (4900, 5100), (0, 1000), (100, 900), (5000, 5000)]
    cases = []
    for b, c in pairs:
        n, k = b + c, min(b, c)
        term = math.comb(n, k)
        total = tail = term
        # math.comb at every k is slow; neighbours are an exact quotient apart.
        for i in range(k, 0, -1):
            term = term * i // (n - i + 1)
            tail += term
        p = min(Fraction(1), Fraction(2 * tail, 2**n))
        mid = min(Fraction(1), Fraction(2 * tail - total, 2**n))
        cases.append({"onlyFirst": b, "onlySecond": c, "p": float(p), "midP": float(mid)})
    return cases


def resampled(values, resamples, seed):
    random = seeded(seed, "paired bootstrap")
    n = len(values)
    return sorted(sum(values[random.below(n)] for _ in range(n)) / n for _ in range(resamples))


def exact_distribution(counts):
    """Weights of the sum of n draws from -1, 0, 1 as often as counts say: the bootstrap with no end of resamples."""
    n = sum(counts)
    weights = [1.0]
    for _ in range(n):
        grown = [0.0] * (len(weights) + 2)
        for i, weight in enumerate(weights):
            for step, count in enumerate(counts):
                grown[i + step] += weight * count / n
        weights = grown
    return weights


def percentile(weights, share):
    total = 0.0
    for i, weight in enumerate(weights):
        total += weight
        if total >= share:
            return i - len(weights) // 2


def bootstrap_section():
    random = seeded(9)
    cases = []
    for n, resamples, confidence, seed in ((1, 10, 0.95, 1), (40, 300, 0.95, 2), (41, 301, 0.8, 3)):
        first = [random.below(2) for _ in range(n)]
        second = [random.below(1000) / 1000 for _ in range(n)]
        means = resampled([b - a for a, b in zip(first, second)], resamples, seed)
        # Inclusive quantiles of Python are Hyndman and Fan's definition 7, cut into parts of 0.5%.
        cuts = statistics.quantiles(means, n=200, method="inclusive")
        places = (round((1 - confidence) / 2 * 200), round((1 + confidence) / 2 * 200))
        cases.append({
            "first": first, "second": second, "resamples": resamples, "confidence": confidence, "seed": seed,
            "difference": statistics.fmean(b - a for a, b in zip(first, second)),
            "interval": [cuts[place - 1] for place in places],
        })
    limits = []
    for worse, equal, better in ((20, 60, 40), (5, 290, 5), (0, 70, 30)):
        weights = exact_distribution((worse, equal, better))
        limits.append({
            "worse": worse, "equal": equal, "better": better,
            "low": percentile(weights, 0.025), "high": percentile(weights, 0.975),
        })
    return {"resampled": cases, "limits": limits}


def summary_section():
    random = seeded(11)
    values = [[random.below(10_000) / 7 for _ in range(n)] for n in (2, 3, 10, 101)]
    return [
        {
            "values": sorted(each),
            "mean": statistics.fmean(each),
            "quantiles": statistics.quantiles(each, n=40, method="inclusive"),
        }
        for each in values
    ]


print(json.dumps({
    "random": random_section,
    "wilson": wilson_section,
    "mcnemar": mcnemar_section,
    "bootstrap": bootstrap_section,
    "summary": summary_section,
}[sys.argv[1]]()))
