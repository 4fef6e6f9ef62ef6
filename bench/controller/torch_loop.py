"""The controller's corrected loop in PyTorch, for bench/controller/torch.ts.
python torch_loop.py witness|measure CASE_JSON: prints one JSON line, the witness's numbers or [episodes per second]."""
import json, math, sys, time
import torch
from torch.nn.functional import log_softmax, one_hot, pad

torch.set_num_threads(1)
what, case = sys.argv[1], json.loads(sys.argv[2])
options, mode, setting = case["options"], case["input"], case["setting"]
hidden, width = setting["hidden"], max(case["options"])


class Policy(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = torch.nn.LSTMCell(width, hidden)
        self.heads = torch.nn.ModuleList([torch.nn.Linear(hidden, k) for k in options])
        at = 0

        def take(*shape):
            nonlocal at
            size = math.prod(shape)
            at += size
            return torch.tensor([0.1 * math.sin(1 + 0.7 * i) for i in range(at - size, at)]).reshape(shape)

        with torch.no_grad():
            self.cell.weight_ih.copy_(take(width, 4 * hidden).T)
            self.cell.weight_hh.copy_(take(4 * hidden, hidden))
            self.cell.bias_ih.copy_(take(4 * hidden))
            self.cell.bias_hh.copy_(take(4 * hidden))
            for head in self.heads:
                head.weight.copy_(take(head.out_features, hidden))
                head.bias.copy_(take(head.out_features))

    def forward(self, rows, actions=None):
        """Log-probabilities per decision and the actions, sampled where none are given."""
        x = torch.zeros(rows, width)
        state = (torch.zeros(rows, hidden), torch.zeros(rows, hidden))
        out, taken = [], []
        for t, head in enumerate(self.heads):
            state = self.cell(x, state)
            logp = log_softmax(head(state[0]), dim=1)
            a = torch.multinomial(logp.exp(), 1).squeeze(1) if actions is None else actions[:, t]
            out.append(logp)
            taken.append(a)
            fed = logp.exp() if mode == "softmax" else one_hot(a, options[t]).float()
            x = pad(fed, (0, width - options[t]))
        return out, torch.stack(taken, 1)


def joint(out, actions):
    return sum(logp.gather(1, actions[:, t : t + 1]).squeeze(1) for t, logp in enumerate(out))


def step(policy, optimiser, actions, old, advantage):
    out, _ = policy(len(actions), actions)
    ratio = (joint(out, actions) - old).exp()
    entropy = sum(-(logp.exp() * logp).sum(1) for logp in out).mean()
    clip = setting["clip"]
    gain = torch.min(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage).mean()
    optimiser.zero_grad()
    (-gain - setting["entropy"] * entropy).backward()
    optimiser.step()


policy = Policy()
optimiser = torch.optim.Adam(policy.parameters(), lr=setting["learningRate"])
if what == "witness":
    actions = torch.tensor([[(3 * s + 5 * t) % k for t, k in enumerate(options)] for s in range(setting["batch"])])
    advantage = torch.tensor([math.sin(s + 1) for s in range(setting["batch"])])
    with torch.no_grad():
        old = joint(policy(len(actions), actions)[0], actions)
    for _ in range(case["witnessSteps"]):
        step(policy, optimiser, actions, old, advantage)
    with torch.no_grad():
        out, _ = policy(1, torch.zeros(1, len(options), dtype=torch.long))
    print(json.dumps([p for logp in out for p in logp.exp()[0].tolist()]))
else:
    torch.manual_seed(1)
    weights = torch.arange(3, 3 + len(options))
    baseline = None

    def episode():
        global baseline
        with torch.no_grad():
            out, actions = policy(setting["children"])
            old = joint(out, actions)
        rewards = (((actions + 1) * weights * 37) % 101).sum(1).float() / (101 * len(options))
        before = rewards.mean() if baseline is None else baseline
        baseline = 0.05 * rewards.mean() + 0.95 * before
        advantage = rewards - before
        for _ in range(setting["steps"]):
            drawn = torch.randint(setting["children"], (setting["batch"],))
            step(policy, optimiser, actions[drawn], old[drawn], advantage[drawn])

    for _ in range(5):
        episode()
    started = time.perf_counter()
    for _ in range(case["episodes"]):
        episode()
    print(json.dumps([case["episodes"] / (time.perf_counter() - started)]))
