package org.consilium.server.dtls;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.srtp.SrtpProfile;

/**
 * What client and server decide alike, and what came of it. Belongs to the handshake's thread until
 * that has handed it to the loop.
 */
final class HandshakeOutcome {
    private static final byte[] NO_MKI = {};

    private final List<DtlsFingerprint> expected;
    private final LocalCertificate certificate;
    private boolean fingerprintMismatch;
    private boolean closedByPeer;
    private int srtpProfile;
    private byte[] keyingMaterial = {};

    HandshakeOutcome(LocalCertificate certificate, List<DtlsFingerprint> expected) {
        this.certificate = certificate;
        this.expected = expected;
    }

    int srtpProfile() {
        return srtpProfile;
    }

    /** Empty until the handshake is complete. */
    byte[] keyingMaterial() {
        return keyingMaterial;
    }

    /** Why a handshake that failed did so, as far as the peer's messages tell. */
    DtlsEnd end() {
        if (fingerprintMismatch) {
            return DtlsEnd.FINGERPRINT_MISMATCH;
        }
        return closedByPeer ? DtlsEnd.CLOSED_BY_PEER : DtlsEnd.HANDSHAKE_FAILED;
    }

    void onCloseNotify() {
        closedByPeer = true;
    }

    /** What to offer as client. */
    static UseSRTPData offer() {
        var numbers = new int[SrtpProfile.PREFERENCE.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = SrtpProfile.PREFERENCE.get(i).number();
        }
        return new UseSRTPData(numbers, NO_MKI);
    }

    /** As server: our preference among what the client offers (RFC 5764 §4.1.1). */
    void choose(int[] offered) throws TlsFatalAlert {
        for (var profile : SrtpProfile.PREFERENCE) {
            for (int number : offered) {
                if (number == profile.number()) {
                    srtpProfile = number;
                    return;
                }
            }
        }
        throw new TlsFatalAlert(AlertDescription.handshake_failure, "no common SRTP profile");
    }

    /** As server, after {@link #choose}. */
    UseSRTPData choice() {
        return new UseSRTPData(new int[] {srtpProfile}, NO_MKI);
    }

    /** As client: the server must have chosen exactly one of ours, without an MKI. */
    void accept(UseSRTPData chosen) throws TlsFatalAlert {
        int[] numbers = chosen.getProtectionProfiles();
        if (numbers.length != 1
                || SrtpProfile.withNumber(numbers[0]).isEmpty()
                || chosen.getMki().length != 0) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter);
        }
        srtpProfile = numbers[0];
    }

    /** RFC 8122 §6.2: the certificate is who the signalling says it is, or the handshake ends. */
    void checkCertificate(Certificate chain) throws IOException {
        if (chain == null
                || chain.isEmpty()
                || !Fingerprints.matches(chain.getCertificateAt(0).getEncoded(), expected)) {
            fingerprintMismatch = true;
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
    }

    JcaDefaultTlsCredentialedSigner credentials(TlsContext context, JcaTlsCrypto crypto) {
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                certificate.privateKey(),
                certificate.certificate(),
                SignatureAndHashAlgorithm.getInstance(
                        HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    /** Exports the keys and destroys what could resume the session. */
    void complete(TlsContext context) {
        var profile = SrtpProfile.withNumber(srtpProfile).orElseThrow();
        keyingMaterial =
                context.exportKeyingMaterial(
                        ExporterLabel.dtls_srtp, null, profile.keyingMaterialBytes());
        context.getSession().invalidate();
    }
}
