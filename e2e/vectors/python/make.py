"""Made the files of this folder once: cryptography for the platform's layouts, jwcrypto for JOSE. Every key is for tests alone.

Usage: python make.py FOLDER (needs `cryptography` and `jwcrypto`)
"""
import base64
import json
import os
import sys

from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from jwcrypto import jwe, jwk

folder = sys.argv[1]
plaintext = b"firmware of the gateway\n" * 40
aad = b"firmware-version=v1.6.44"
index = []


def write(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def sample(name, data, key, by, **job):
    write(f"{name}.enc", data)
    write(f"{name}.key", key)
    index.append({"name": name, "by": by, **job})


write("plaintext", plaintext)
for bits in (128, 192, 256):
    key, nonce = os.urandom(bits // 8), os.urandom(12)
    sample(f"gcm-{bits}", nonce + AESGCM(key).encrypt(nonce, plaintext, aad), key, "cryptography", aad=aad.decode())

for bits in (128, 256):
    key, iv = os.urandom(bits // 8), os.urandom(16)
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    data = encryptor.update(padder.update(plaintext) + padder.finalize()) + encryptor.finalize()
    sample(f"cbc-{bits}", data, key, "cryptography", format=f"AES-CBC-{bits}", iv=base64.b64encode(iv).decode())

# The layout of Cosmian's client, of two ciphers that its own program was seen to combine.
for cipher, make in (("gcm", AESGCM), ("chacha20", ChaCha20Poly1305)):
    kek, dek, nonce = os.urandom(32), os.urandom(32), os.urandom(12)
    wrapped = aes_key_wrap_with_padding(kek, dek)
    data = bytes([len(wrapped)]) + wrapped + nonce + make(dek).encrypt(nonce, plaintext, b"\1\2\3")
    sample(f"dek-in-front-{cipher}", data, kek, "cryptography", aadHex="010203")

recipient = rsa.generate_private_key(public_exponent=65537, key_size=2048)
pem = recipient.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
rsa_key = jwk.JWK.from_pem(pem)
ec_key = jwk.JWK.generate(kty="EC", crv="P-384")


def encrypt(header, *keys, **options):
    token = jwe.JWE(plaintext, json.dumps(header), **options)
    for key, own in keys:
        token.add_recipient(key, header=json.dumps(own) if own else None)
    return token


def compact(name, header, key, key_file):
    sample(name, encrypt(header, (key, None)).serialize(compact=True).encode(), key_file, "jwcrypto")


ec_pem = ec_key.export_to_pem(private_key=True, password=None)
compact("jwe-rsa-zip", {"alg": "RSA-OAEP-256", "enc": "A256CBC-HS512", "zip": "DEF"}, rsa_key, pem)
compact("jwe-rsa1", {"alg": "RSA-OAEP", "enc": "A128GCM"}, rsa_key, pem)
compact("jwe-ecdh", {"alg": "ECDH-ES", "enc": "A192CBC-HS384"}, ec_key, ec_pem)
compact("jwe-ecdh-kw", {"alg": "ECDH-ES+A192KW", "enc": "A192GCM"}, ec_key, ec_pem)
secret = os.urandom(32)
oct_key = jwk.JWK(kty="oct", k=base64.urlsafe_b64encode(secret).rstrip(b"=").decode())
compact("jwe-kw", {"alg": "A256KW", "enc": "A256GCM"}, oct_key, oct_key.export().encode())
compact("jwe-dir", {"alg": "dir", "enc": "A128CBC-HS256"}, oct_key, secret.hex().encode() + b"\n")
words = b"correct horse battery staple"
phrase = jwk.JWK(kty="oct", k=base64.urlsafe_b64encode(words).rstrip(b"=").decode())
compact("jwe-pbes2", {"alg": "PBES2-HS256+A128KW", "enc": "A256GCM"}, phrase, words + b"\n")
several = encrypt({"enc": "A256GCM"}, (oct_key, {"alg": "A256KW"}), (ec_key, {"alg": "ECDH-ES+A256KW"}), (rsa_key, {"alg": "RSA-OAEP-256"}), aad="for several")
sample("jwe-general", several.serialize().encode(), pem, "jwcrypto")
single = encrypt({"enc": "A256GCM"}, (ec_key, {"alg": "ECDH-ES+A128KW"}))
sample("jwe-flattened", single.serialize().encode(), ec_pem, "jwcrypto")

write("index.json", json.dumps(index, indent=1).encode() + b"\n")
