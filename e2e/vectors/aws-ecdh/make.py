"""Made more.json once, with the AWS Encryption SDK itself: each curve, static and ephemeral, signed and not, one frame and
several, and empty. Every key is for tests alone.

Usage: python make.py FOLDER (needs `aws-encryption-sdk` 4.0.7 and `aws-cryptographic-material-providers` 1.11.3)
"""
import base64
import json
import os
import sys

import aws_encryption_sdk
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import (
    CreateRawEcdhKeyringInput,
    EphemeralPrivateKeyToStaticPublicKeyInput,
    RawEcdhStaticConfigurationsEphemeralPrivateKeyToStaticPublicKey,
    RawEcdhStaticConfigurationsRawPrivateKeyToStaticPublicKey,
    RawPrivateKeyToStaticPublicKeyInput,
)
from aws_cryptography_primitives.smithygenerated.aws_cryptography_primitives.models import ECDHCurveSpec
from aws_encryption_sdk.identifiers import AlgorithmSuite, CommitmentPolicy
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
providers = AwsCryptographicMaterialProviders(config=MaterialProvidersConfig())
curves = {
    "P-256": (ec.SECP256R1, ECDHCurveSpec.ECC_NIST_P256),
    "P-384": (ec.SECP384R1, ECDHCurveSpec.ECC_NIST_P384),
    "P-521": (ec.SECP521R1, ECDHCurveSpec.ECC_NIST_P521),
}
suites = {
    "unsigned": AlgorithmSuite.AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
    "signed": AlgorithmSuite.AES_256_GCM_HKDF_SHA512_COMMIT_KEY_ECDSA_P384,
}


def pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def spki(key):
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def keyring(curve, scheme, sender, recipient):
    if scheme == "static":
        how = RawEcdhStaticConfigurationsRawPrivateKeyToStaticPublicKey(
            RawPrivateKeyToStaticPublicKeyInput(recipient_public_key=spki(recipient), sender_static_private_key=pem(sender))
        )
    else:
        how = RawEcdhStaticConfigurationsEphemeralPrivateKeyToStaticPublicKey(
            EphemeralPrivateKeyToStaticPublicKeyInput(recipient_public_key=spki(recipient))
        )
    return providers.create_raw_ecdh_keyring(input=CreateRawEcdhKeyringInput(curve_spec=curves[curve][1], key_agreement_scheme=how))


rows = []
for curve, (make, _) in curves.items():
    sender, recipient, other = (ec.generate_private_key(make()) for _ in range(3))
    for scheme in ("static", "ephemeral"):
        for suite, algorithm in suites.items():
            for size, frame, context in ((0, 128, {}), (300, 128, {"site": "Linz, Österreich", "purpose": "firmware"})):
                plaintext = os.urandom(size)
                message, _ = client.encrypt(
                    source=plaintext,
                    keyring=keyring(curve, scheme, sender, recipient),
                    algorithm=algorithm,
                    frame_length=frame,
                    encryption_context=context,
                )
                rows.append(
                    {
                        "name": f"{curve}, {scheme}, {suite}, {size} bytes",
                        "keys": [pem(key).decode() for key in ([recipient, sender] if scheme == "static" else [recipient])],
                        "wrongKey": pem(other).decode(),
                        "encrypted": base64.b64encode(message).decode(),
                        "plaintext": base64.b64encode(plaintext).decode(),
                    }
                )

with open(os.path.join(sys.argv[1], "more.json"), "w") as file:
    file.write("[\n" + ",\n".join(" " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
