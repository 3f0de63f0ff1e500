"""Signed calls to a market server: what any language needs besides gRPC. docs/protocol.md has the rules."""

import base64
import hashlib
import importlib
import json
import os
import secrets
import ssl
import sys
import tempfile
import time
from urllib.parse import urlsplit

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "Ipfl.Protocol", "Protos", "market.proto")
PIECE = 1 << 18


def load_contract(proto=PROTO):
    """The modules that protoc makes of the contract."""
    from grpc_tools import protoc

    folder = tempfile.mkdtemp(prefix="ipfl-proto-")
    source = os.path.dirname(os.path.abspath(proto))
    if protoc.main(["protoc", f"-I{source}", f"--python_out={folder}", f"--grpc_python_out={folder}", os.path.join(source, "market.proto")]) != 0:
        sys.exit(f"{proto}: protoc could not read it")
    sys.path.insert(0, folder)
    return importlib.import_module("market_pb2"), importlib.import_module("market_pb2_grpc")


def read_token(text):
    """An enrolment token is base64url of JSON."""
    text = text.strip()
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def load_key(path):
    """The private key in a PEM file, which is made where there is none."""
    if not os.path.exists(path):
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
    with open(path, "rb") as file:
        return serialization.load_pem_private_key(file.read(), None)


def public_bytes(key):
    """DER SubjectPublicKeyInfo of a private key or a certificate."""
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def open_channel(server, tls_key):
    """A TLS channel that trusts certificates of the one public key whose SHA-256 the token names, or what the system trusts where it names none."""
    address = urlsplit(server)
    if address.scheme == "http":
        return grpc.insecure_channel(address.netloc)
    roots = None
    if tls_key:
        pem = ssl.get_server_certificate((address.hostname, address.port or 443))
        found = hashlib.sha256(public_bytes(x509.load_pem_x509_certificate(pem.encode()))).hexdigest()
        if found != tls_key:
            sys.exit(f"{server}: shows a certificate of the key {found}; the token names {tls_key}")
        roots = pem.encode()
    return grpc.secure_channel(address.netloc, grpc.ssl_channel_credentials(roots), options=[("grpc.max_receive_message_length", 4 * PIECE)])


class MarketClient:
    """Calls of a participant: signed, and repeated while the server cannot be reached."""

    def __init__(self, server, tls_key, key):
        self.messages, services = load_contract()
        self.key = key
        self.key_id = hashlib.sha256(public_bytes(key)).hexdigest()[:32]
        self.stub = services.ParticipantStub(open_channel(server, tls_key))

    def call(self, name, request):
        """Calls a method until it is answered."""
        pause = 0.2
        while True:
            try:
                return getattr(self.stub, name)(request, metadata=self.signature(name, request.SerializeToString()), timeout=60)
            except grpc.RpcError as error:
                if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED):
                    raise
                print(f"{name}: {error.details()}; trying again", file=sys.stderr)
                time.sleep(pause)
                pause = min(10, 2 * pause)

    def signature(self, name, body):
        """The headers of a call: ECDSA P-256 over version, method, digest of the message, time, nonce and key, one to a line."""
        now, nonce = str(int(time.time() * 1000)), secrets.token_hex(16)
        text = "\n".join(["ipfl-1", f"/ipfl.v1.Participant/{name}", hashlib.sha256(body).hexdigest(), now, nonce, self.key_id])
        signed = self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
        return [("ipfl-key", self.key_id), ("ipfl-time", now), ("ipfl-nonce", nonce), ("ipfl-signature", base64.b64encode(signed).decode())]

    def download(self, piece_of, path):
        """Fetches a model in pieces. piece_of(offset) makes one call."""
        with open(path + ".tmp", "wb") as file:
            total = 1
            while file.tell() < total:
                piece = piece_of(file.tell())
                file.write(piece.data)
                total = piece.total_bytes
        os.replace(path + ".tmp", path)

    def upload(self, round_number, path, accuracy, loss):
        """Sends a model in pieces, going on from what has arrived."""
        with open(path, "rb") as file:
            model = file.read()
        digest = hashlib.sha256(model).hexdigest()
        state = self.call("BeginUpload", self.messages.BeginUploadRequest(
            round=round_number, digest=digest, bytes=len(model), metrics=self.messages.UploadMetrics(accuracy=accuracy, loss=loss)))
        while not state.accepted:
            data = model[state.received:state.received + PIECE]
            state = self.call("PutPiece", self.messages.PutPieceRequest(round=round_number, digest=digest, offset=state.received, data=data))
