"""A participant of a market without .NET: enrols, reports, trains with PyTorch, uploads, pays, round after round.

    python3 participant.py --token TOKEN --data DIR [--state DIR] [--cost 1.0] [--gain-scale 500000]

DIR holds the participant's own images as idx files (train-images-idx3-ubyte and so on). Stopped at any moment, it goes on with the same
command. Needs grpcio, grpcio-tools, cryptography and torch; on Debian python3-grpcio, python3-grpc-tools, python3-cryptography, python3-torch.
"""

import argparse
import hashlib
import json
import math
import os
import sys

import grpc

from local_model import accuracy, half_way, hold_out, least_loss, load_images, read_model, train, write_model
from market_client import MarketClient, load_key, public_bytes, read_token


def say(line):
    print(line, file=sys.stderr, flush=True)


class Participant:
    def __init__(self, options):
        os.makedirs(options.state, exist_ok=True)
        token = read_token(options.token)
        if "role" in token:
            sys.exit(f"--token: found a token of the role {token['role']}; this needs one of a participant")
        key = load_key(os.path.join(options.state, "key.pem"))
        self.options = options
        self.client = MarketClient(token["server"], token["tlsKey"], key)
        self.m = self.client.messages
        place = self.client.call("Enrol", self.m.EnrolRequest(token=options.token, public_key=public_bytes(key)))
        self.number, self.loss = place.number, None
        self.terms = self.client.call("GetTerms", self.m.GetTermsRequest())
        images, labels = load_images(options.data, "train")
        self.test = load_images(options.data, "t10k")

        # Where a centre is a model to go on from, it is tried first, on images that are never trained on; N counts the others.
        self.mean = getattr(self.terms, "import") == "mean"
        kept, held = hold_out(labels, self.terms.trial_share if self.mean else 0, self.terms.training.seed + self.number)
        self.images, self.labels, self.held = images[kept], labels[kept], (images[held], labels[held])
        say(f"{place.participant} in market {place.market}, {len(kept)} images to train on, {len(held)} held out")

    def file(self, name, round_number):
        return os.path.join(self.options.state, f"{name}-{round_number}.safetensors")

    def run(self):
        report = self.m.ParticipantReport(samples=len(self.labels), gain_scale=self.options.gain_scale)
        if self.options.cost is not None:
            report.sharing_cost = self.options.cost
        self.client.call("SendReport", self.m.SendReportRequest(report=report))
        say(f"reported: {len(self.labels)} samples")
        state = self.client.call("GetRound", self.m.GetRoundRequest())
        while state.market != self.m.MARKET_PHASE_CLOSED:
            if state.phase == self.m.ROUND_PHASE_COLLECTING and state.entry in (self.m.ENTRY_STATE_EXPECTED, self.m.ENTRY_STATE_RECEIVING):
                self.take_part(state.round)
            elif state.phase == self.m.ROUND_PHASE_DELIVERING and state.entry == self.m.ENTRY_STATE_ACCEPTED:
                self.settle(state.round)
            state = self.client.call("GetRound", self.m.GetRoundRequest(known_revision=state.revision, wait_seconds=20))

    def take_part(self, number):
        """Trains, where that was not done before, and uploads."""
        own = self.file("own", number)
        if not os.path.exists(own):
            start, centre = self.start_of(number)
            t = self.terms.training
            settings = {
                "steps": t.steps, "batch_size": t.batch_size, "learning_rate": t.learning_rate, "momentum": t.momentum,
                "weight_decay": t.weight_decay, "seed": t.seed + 1000 * number + self.number}
            pull_weight = getattr(self.terms, "lambda") / self.terms.eta
            trained, self.loss = train(start, centre, self.images, self.labels, settings, pull_weight)
            write_model(own, trained)
        right = accuracy(read_model(own), *self.test)
        say(f"round {number}: trained, accuracy {right:.3f}")
        try:
            self.client.upload(number, own, right, self.loss)
        except grpc.RpcError as error:
            say(f"round {number}: {error.details()}")

    def start_of(self, number):
        """Where training begins, and what it is pulled to: nothing in a market of means, else the last centre that was bought or the own model."""
        for earlier in range(number - 1, 0, -1):
            if os.path.exists(self.file("own", earlier)):
                own = read_model(self.file("own", earlier))
                centre = self.file("centre", earlier)
                bought = read_model(centre) if os.path.exists(centre) and self.trial(earlier).get("used", True) else own
                return (bought, None) if self.mean else (own, bought)
        initial = self.file("initial", 0)
        if not os.path.exists(initial):
            self.client.download(lambda offset: self.client.call("ReadInitialModel", self.m.ReadModelRequest(offset=offset)), initial)
        return read_model(initial), None

    def trial(self, number):
        """What was decided about the centre of a round; empty where nothing was."""
        path = os.path.join(self.options.state, f"trial-{number}.json")
        if not os.path.exists(path):
            return {}
        with open(path) as file:
            return json.load(file)

    def decide(self, number):
        """Judges own model and centre, and keeps the decision before anybody hears of it: a restart never answers differently."""
        decided = self.trial(number)
        if decided or len(self.held[1]) == 0:
            return decided
        models = [read_model(self.file(name, number)) for name in ("own", "centre")]
        own, centre, half = (least_loss(model, *self.held) for model in (*models, half_way(*models)))
        decided = {"used": centre < own, "own": own, "centre": centre, "half": half}
        path = os.path.join(self.options.state, f"trial-{number}.json")
        with open(path + ".tmp", "w") as file:
            json.dump(decided, file)
        os.replace(path + ".tmp", path)
        return decided

    def settle(self, number):
        """Fetches the centre that was bought, tries it, and says whether it is used, which pays for it, or rejected, which costs nothing."""
        result = self.client.call("GetResult", self.m.GetResultRequest(round=number))
        if result.settlement == self.m.SETTLEMENT_PENDING:
            centre = self.file("centre", number)
            self.client.download(lambda offset: self.client.call("ReadCentre", self.m.ReadCentreRequest(round=number, offset=offset)), centre)
            with open(centre, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            if digest != result.centre_digest:
                os.remove(centre)
                say(f"round {number}: the centre arrived damaged; fetching it again")
                return
            result = self.confirm(number, digest, self.decide(number))
        say(f"round {number}: bought of {', '.join(trade.counterpart for trade in result.bought) or 'nobody'}, utility {result.utility:.3f}")

    def confirm(self, number, digest, decided):
        used = decided.get("used", True)
        request = self.m.ConfirmCentreRequest(
            round=number, digest=digest, verdict=self.m.CENTRE_VERDICT_USED if used else self.m.CENTRE_VERDICT_REJECTED)
        if decided and math.isfinite(decided["own"] + decided["centre"]):
            request.trial.CopyFrom(self.m.Trial(samples=len(self.held[1]), own_loss=decided["own"], centre_loss=decided["centre"]))
            if math.isfinite(decided["half"]):
                request.trial.half_loss = decided["half"]
        try:
            result = self.client.call("ConfirmCentre", request)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.FAILED_PRECONDITION:
                raise
            os.remove(self.file("centre", number))  # too late: what is not paid is not used
            say(f"round {number}: {error.details()}")
            return self.client.call("GetResult", self.m.GetResultRequest(round=number))
        if decided:
            say(f"round {number}: loss {decided['centre']:.4f} with the centre, {decided['own']:.4f} without: {'used' if used else 'rejected, nothing paid'}")
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--token", required=True, help="the token that the operator gave out")
    parser.add_argument("--data", required=True, help="folder with the participant's own images")
    parser.add_argument("--state", default="participant-state", help="folder for the key and the models")
    parser.add_argument("--cost", type=float, default=1.0, help="cost of letting one other import the model, per round")
    parser.add_argument("--never-sell", dest="cost", action="store_const", const=None, help="let nobody import the model")
    parser.add_argument("--gain-scale", type=float, default=5e5, help="how much a better model is worth; 0 buys nothing")
    Participant(parser.parse_args()).run()


if __name__ == "__main__":
    main()
