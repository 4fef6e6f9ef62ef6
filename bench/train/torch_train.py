"""PyTorch's side of `npm run bench -- train --python PATH`: trains the same child from the same weights.

Serves one realm (support/realm.ts): a JSON request a line on stdin, a JSON reply a line on stdout. argv[1]: threads.
A task names the layers of the child's graph, its variables with their shapes in tfjs's layouts, and raw little-endian
files with their values, the images, the labels and the dropout masks of the check.
"""

import json
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

BETAS = (0.9, 0.999)
EPSILON = 1e-8


def same_padding(size, kernel, stride):
    """(before, after) of one axis: the output has ceil(size / stride), the odd place goes after."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def padded(x, kernel, stride, padding, value):
    if padding == "valid":
        return x
    if padding != "same":
        raise ValueError(f"only same and valid padding, got {padding}")
    top, bottom = same_padding(x.shape[2], kernel[0], stride[0])
    left, right = same_padding(x.shape[3], kernel[1], stride[1])
    if top == bottom == left == right == 0:
        return x
    return F.pad(x, (left, right, top, bottom), value=value)


def symmetric(x, kernel, stride, padding):
    """Padding that a convolution can do by itself, else None: no copy of x is needed then."""
    if padding == "valid":
        return (0, 0)
    sides = [same_padding(x.shape[2 + axis], kernel[axis], stride[axis]) for axis in (0, 1)]
    return tuple(before for before, _ in sides) if all(before == after for before, after in sides) else None


class Child:
    """The child of a graph: NCHW, weights [out, in, kh, kw] and [in, out], on the CPU."""

    def __init__(self, task):
        self.layers = task["layers"]
        self.parameters = {}
        for spec in task["variables"]:
            values = np.fromfile(spec["file"], dtype="<f4").reshape(spec["shape"])
            if len(spec["shape"]) == 4:
                kh, kw, inputs, outputs = spec["shape"]
                values = values.transpose(3, 2, 0, 1)
                if spec["depthwise"]:
                    values = values.transpose(1, 0, 2, 3).reshape(inputs * outputs, 1, kh, kw)
            self.parameters[spec["name"]] = torch.tensor(np.ascontiguousarray(values)).requires_grad_()
        self.optimiser = torch.optim.Adam(self.parameters.values(), lr=task["learningRate"], betas=BETAS, eps=EPSILON)

    def logits(self, x, mask):
        """mask: of the dropout layer, already scaled; None: PyTorch draws one."""
        for layer in self.layers:
            x = self.apply(layer["id"], layer["op"], x, mask)
        return x

    def apply(self, name, op, x, mask):
        kind = op["kind"]
        parameters = self.parameters
        if kind in ("conv2d", "depthwiseConv2d"):
            kernel, stride = op["kernel"], op["stride"]
            pads = symmetric(x, kernel, stride, op["padding"])
            if pads is None:
                x, pads = padded(x, kernel, stride, op["padding"], 0.0), (0, 0)
            groups = x.shape[1] if kind == "depthwiseConv2d" else 1
            return F.conv2d(x, parameters[f"{name}.filter"], parameters.get(f"{name}.bias"), stride, pads, groups=groups)
        if kind == "maxPool":
            x = padded(x, op["size"], op["stride"], op["padding"], float("-inf"))
            return F.max_pool2d(x, op["size"], op["stride"])
        if kind == "dense":
            bias = parameters.get(f"{name}.bias")
            kernel = parameters[f"{name}.kernel"]
            return x @ kernel if bias is None else torch.addmm(bias, x, kernel)
        if kind == "relu":
            return F.relu(x)
        if kind == "dropout":
            return F.dropout(x, op["rate"], training=True) if mask is None else x * mask
        if kind == "flatten":
            return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)
        if kind in ("input", "identity"):
            return x
        raise ValueError(f"no {kind} layers in this bench")

    def step(self, x, labels, mask=None):
        self.optimiser.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.logits(x, mask), labels)
        loss.backward()
        self.optimiser.step()
        return loss


class Realm:
    def load(self, request):
        task = request["task"]
        self.task = task
        height, width, channels = task["input"]
        images = np.fromfile(task["images"], dtype=np.uint8).reshape(-1, height, width, channels).transpose(0, 3, 1, 2)
        pixels = (images.astype(np.float32) / 255 - task["mean"]) / task["std"]
        self.images = torch.tensor(np.ascontiguousarray(pixels, dtype=np.float32))
        self.labels = torch.tensor(np.fromfile(task["labels"], dtype=np.uint8).astype(np.int64))
        self.child = Child(task)
        self.steps = 0
        return []

    def batch(self, size, step):
        start = (step * size) % len(self.labels)
        return self.images[start : start + size], self.labels[start : start + size]

    def check(self, request):
        size = request["images"]
        child = Child(self.task)
        masks = torch.tensor(np.fromfile(self.task["masks"], dtype="<f4")).reshape(-1, self.task["units"])
        losses = []
        for step in range(self.task["checkSteps"]):
            x, labels = self.batch(size, step)
            losses.append(child.step(x, labels, masks[step * size : (step + 1) * size]).item())
        return losses

    def run(self, request):
        started = time.perf_counter()
        for _ in range(request["times"]):
            loss = self.child.step(*self.batch(self.task["batch"], self.steps))
            self.steps += 1
        loss.item()
        return [1000 * (time.perf_counter() - started)]

    def profile(self, _request):
        raise NotImplementedError("no profile of PyTorch")

    def peak(self, _request):
        return []

    def peakBytes(self, _request):
        scale = 1 if sys.platform == "darwin" else 1024
        return [scale * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]

    def close(self, _request):
        return []


def send(reply):
    print(json.dumps(reply), flush=True)


def main():
    threads = int(sys.argv[1])
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    realm = Realm()
    send({"engine": f"PyTorch {torch.__version__}, {threads} thread{'s' if threads > 1 else ''}"})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            send({"values": getattr(realm, request["method"])(request)})
        except Exception as error:  # the bench's other end names it and goes on without this engine
            send({"error": f"{type(error).__name__}: {error}"})


main()
