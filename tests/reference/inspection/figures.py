"""What follows from class scores, computed with NumPy."""

import numpy as np


def softmax(scores):
    powers = np.exp(scores.astype(np.float64) - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def error_and_loss(scores, labels):
    shares = softmax(scores)
    return {
        "error": float((scores.argmax(1) != labels).mean()),
        "loss": float(-np.log(shares[np.arange(len(labels)), labels]).mean()),
    }


def errors(scores, labels, bins):
    shares = softmax(scores)
    predicted = scores.argmax(1)
    classes = scores.shape[1]
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, predicted), 1)
    confidence = shares.max(1)
    right = predicted == labels
    edges = np.linspace(0, 1, bins + 1)
    expected = 0.0
    for low, high in zip(edges, edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return {"confusion": counts.reshape(-1).tolist(), "calibration": float(expected), **error_and_loss(scores, labels)}


def ensemble(members, labels):
    chosen = np.stack([scores.argmax(1) for scores in members])
    mean, vote = [], []
    for size in range(1, len(members) + 1):
        shares = np.mean([softmax(scores) for scores in members[:size]], axis=0)
        mean.append(float((shares.argmax(1) != labels).mean()))
        votes = np.stack([(chosen[:size] == label).sum(0) for label in range(members[0].shape[1])], axis=1)
        # The mean probability tells apart only classes that as many chose.
        vote.append(float(((votes + shares / 2).argmax(1) != labels).mean()))
    return {"mean": mean, "vote": vote, "agreement": (chosen[:, None] == chosen[None]).mean(2).reshape(-1).tolist()}
