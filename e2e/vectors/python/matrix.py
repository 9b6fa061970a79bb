"""Made matrix.json once: every JWE algorithm with every encryption in every form by jwcrypto; the platform's modes, Cosmian's
combinations and wrapped keys in files of their own by cryptography. Every key is for tests alone.

Usage: python matrix.py FOLDER (needs `cryptography` and `jwcrypto`)
"""
import base64
import hashlib
import json
import os
import sys

from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV, ChaCha20Poly1305
from cryptography.hazmat.primitives.keywrap import aes_key_wrap, aes_key_wrap_with_padding
from jwcrypto import jwe, jwk

keys = {}
files = {}
rows = []
text = b"firmware of the gateway, 1.6.44\n" * 3
aad = b"firmware-version=v1.6.44"


def base(data):
    return base64.b64encode(data).decode()


def url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def row(name, by, key, wrong, encrypted, plaintext, **more):
    """Keys, and files that several rows share, are named; a row's own file stands in it."""
    content = {"file": encrypted} if encrypted in files else {"encrypted": base(encrypted)}
    rows.append({"name": name, "by": by, "key": key, "wrongKey": wrong, **content, "plaintext": base(plaintext), **more})


def given(name, data):
    keys[name] = base(data)
    return name


def pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


# JWE

encryptions = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32, "A128CBC-HS256": 32, "A192CBC-HS384": 48, "A256CBC-HS512": 64}
recipients = {}


def recipient(name, crypto, file, wrong_file):
    recipients[name] = (crypto, given(name, file), given(f"not {name}", wrong_file))


def oct_key(data):
    return jwk.JWK(kty="oct", k=url(data))


rsa_keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
recipient("rsa", jwk.JWK.from_pem(pem(rsa_keys[0])), pem(rsa_keys[0]), pem(rsa_keys[1]))
for curve in (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1):
    own, other = ec.generate_private_key(curve()), ec.generate_private_key(curve())
    recipient(curve.name, jwk.JWK.from_pem(pem(own)), pem(own), pem(other))
for length in (16, 24, 32, 48, 64):
    own = os.urandom(length)
    recipient(f"oct{length}", oct_key(own), own, os.urandom(length))
words = b"correct horse battery staple"
recipient("words", oct_key(words), words + b"\n", b"correct horse battery stable\n")

curves = ("secp256r1", "secp384r1", "secp521r1")
algorithms_of_jwe = {
    "RSA-OAEP": lambda enc, n: "rsa",
    "RSA-OAEP-256": lambda enc, n: "rsa",
    **{f"ECDH-ES{kw}": (lambda enc, n: curves[n % 3]) for kw in ("", "+A128KW", "+A192KW", "+A256KW")},
    "A128KW": lambda enc, n: "oct16",
    "A192KW": lambda enc, n: "oct24",
    "A256KW": lambda enc, n: "oct32",
    "PBES2-HS256+A128KW": lambda enc, n: "words",
    "PBES2-HS384+A192KW": lambda enc, n: "words",
    "PBES2-HS512+A256KW": lambda enc, n: "words",
    "dir": lambda enc, n: f"oct{encryptions[enc]}",
}


def jwe_row(form, alg, enc, which, data):
    _, key, wrong = recipients[which]
    content = data if data in files else data.encode()
    row(f"JWE {form} {alg} {enc} ({which})", "jwcrypto", key, wrong, content, text, form=form, alg=alg, enc=enc)


n = 0
for enc in encryptions:
    several = jwe.JWE(text, json.dumps({"enc": enc}), aad="for several")
    among = []
    for alg, key_for in algorithms_of_jwe.items():
        n += 1
        which = key_for(enc, n)
        crypto = recipients[which][0]
        compact = jwe.JWE(text, json.dumps({"alg": alg, "enc": enc, **({"zip": "DEF"} if n % 3 == 0 else {})}))
        compact.add_recipient(crypto)
        jwe_row("compact", alg, enc, which, compact.serialize(compact=True))
        flattened = jwe.JWE(text, json.dumps({"enc": enc}), unprotected=json.dumps({"kid": which}), aad="for one")
        flattened.add_recipient(crypto, header=json.dumps({"alg": alg}))
        jwe_row("flattened", alg, enc, which, flattened.serialize())
        if alg in ("dir", "ECDH-ES"):
            # These give the content key itself, so nobody else can be a recipient.
            alone = json.loads(flattened.serialize())
            header = {name: alone.pop(name) for name in ("header", "encrypted_key") if name in alone}
            jwe_row("general", alg, enc, which, json.dumps({**alone, "recipients": [header]}))
        else:
            several.add_recipient(crypto, header=json.dumps({"alg": alg}))
            among.append((alg, which))
    files[f"general {enc}"] = base(several.serialize().encode())
    for alg, which in among:
        jwe_row("general", alg, enc, which, f"general {enc}")

# The platform


def cbc(key, iv, data):
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(padder.update(data) + padder.finalize()) + encryptor.finalize()


def gcm(key, data, given_aad):
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, data, given_aad)


for bits in (128, 256):
    for size in (0, 1000):
        data = os.urandom(size)
        product, wrong, kek_iv = os.urandom(bits // 8), os.urandom(bits // 8), os.urandom(16)
        for kind in ("GCM", "CBC"):
            for sealed in (False, True):
                mode = f"AES-{kind}-{bits}{'-PSKEK' if sealed else ''}"
                one_time, data_iv = (os.urandom(bits // 8), os.urandom(16)) if sealed else (product, kek_iv)
                record = {"keydock": "request-record", "version": 1, "aesMode": mode, "kekIv": base(kek_iv)}
                if sealed:
                    record["sealedKey"] = base(cbc(product, kek_iv, one_time))
                if sealed and kind == "CBC":
                    record["sealedKeyIV"] = base(cbc(product, kek_iv, data_iv))
                if kind == "GCM":
                    record["aad"] = base(aad)
                    encrypted = gcm(one_time, data, aad)
                else:
                    record["originalSHA256"] = hashlib.sha256(data).hexdigest()
                    encrypted = cbc(one_time, data_iv, data)
                name = f"platform {mode}, {size} bytes"
                row(name, "cryptography", given(name, product), given(f"not {name}", wrong), encrypted, data, record=json.dumps(record))

# Cosmian's client: LEB128 length, encapsulated DEK, nonce or tweak, data, tag


def xts_unit(key, tweak, data):
    encryptor = Cipher(algorithms.AES(key), modes.XTS(tweak)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def xts_file(key, data):
    """Pieces of 32 bytes that each begin with the same tweak; the last has 32 to 63, and up to 63 bytes are one unit."""
    tweak = os.urandom(16)
    whole = max(len(data) // 32 - 1, 0) * 32
    pieces = [data[at : at + 32] for at in range(0, whole, 32)] + [data[whole:]]
    return tweak + b"".join(xts_unit(key, tweak, piece) for piece in pieces)


def aead(cipher):
    def seal(key, data, given_aad):
        nonce = os.urandom(12)
        return nonce + cipher(key).encrypt(nonce, data, given_aad)

    return seal


def xts_encapsulation(kek, dek):
    tweak = os.urandom(16)
    return tweak + xts_unit(kek, tweak, dek)


encapsulations = {
    "rfc5649": (32, aes_key_wrap_with_padding),
    "rfc3394": (32, aes_key_wrap),
    "aes-gcm": (32, lambda kek, dek: aead(AESGCM)(kek, dek, None)),
    "aes-gcm-siv": (32, lambda kek, dek: aead(AESGCMSIV)(kek, dek, None)),
    "chacha20-poly1305": (32, lambda kek, dek: aead(ChaCha20Poly1305)(kek, dek, None)),
    "aes-xts": (64, xts_encapsulation),
}
for kea, (kek_length, encapsulate) in encapsulations.items():
    kek, wrong = os.urandom(kek_length), os.urandom(kek_length)
    key, not_key = given(f"kek {kea}", kek), given(f"not kek {kea}", wrong)
    for dea in ("aes-gcm", "chacha20-poly1305", "aes-xts"):
        for size in (16, 33, 65, 1000) if dea == "aes-xts" else (0, 1000):
            data = os.urandom(size)
            dek = os.urandom(64 if dea == "aes-xts" else 32)
            wrapped = encapsulate(kek, dek)
            body = xts_file(dek, data) if dea == "aes-xts" else aead({"aes-gcm": AESGCM, "chacha20-poly1305": ChaCha20Poly1305}[dea])(dek, data, b"\1\2\3\4\5")
            job = {"format": "cosmian-aes-xts"} if dea == "aes-xts" else {"aad": {"kind": "hex", "text": "0102030405"}}
            row(f"Cosmian {kea}--{dea}, {size} bytes", "cryptography", key, not_key, bytes([len(wrapped)]) + wrapped + body, data, job=job, authenticated=dea != "aes-xts")

# A wrapped data key in a file of its own

data = os.urandom(1000)
kek = given("kek of envelopes", os.urandom(32))
not_kek = given("not kek of envelopes", os.urandom(32))
for name, wrap in (("RFC 5649", aes_key_wrap_with_padding), ("RFC 3394", aes_key_wrap)):
    dek = os.urandom(32)
    envelope = wrap(base64.b64decode(keys[kek]), dek)
    row(f"data key by {name} in a file", "cryptography", kek, not_kek, gcm(dek, data, b""), data, envelope=base(envelope))
for digest in (hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()):
    dek = os.urandom(32)
    oaep = rsa_padding.OAEP(mgf=rsa_padding.MGF1(digest), algorithm=digest, label=None)
    envelope = rsa_keys[0].public_key().encrypt(dek, oaep)
    row(f"data key by RSA-OAEP {digest.name} in a file", "cryptography", "rsa", "not rsa", gcm(dek, data, b""), data, envelope=base(envelope))
for alg, which in (("RSA-OAEP-256", "rsa"), ("ECDH-ES+A256KW", "secp384r1"), ("A256KW", "oct32")):
    dek = os.urandom(32)
    envelope = jwe.JWE(dek, json.dumps({"alg": alg, "enc": "A256GCM"}))
    envelope.add_recipient(recipients[which][0])
    row(f"data key by JWE {alg} in a file", "jwcrypto", which, f"not {which}", gcm(dek, data, b""), data, envelope=base(envelope.serialize(compact=True).encode()))

with open(os.path.join(sys.argv[1], "matrix.json"), "w") as file:
    lines = ",\n".join("  " + json.dumps(entry) for entry in rows)
    file.write(f'{{\n "keys": {json.dumps(keys, indent=2)},\n "files": {json.dumps(files, indent=2)},\n "rows": [\n{lines}\n ]\n}}\n')
