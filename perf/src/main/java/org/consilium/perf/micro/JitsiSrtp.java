package org.consilium.perf.micro;

import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import org.consilium.media.srtp.SrtpProfile;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.logging2.LoggerImpl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Sender and receiver of jitsi-srtp for one stream. */
@State(Scope.Thread)
public class JitsiSrtp {
    @Param public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    private final Packets packets = new Packets();
    private final byte[] sealed = new byte[Packets.BLOCK * Packets.STRIDE];
    private final PacketRegion region = new PacketRegion(sealed);
    private final int[] sealedLengths = new int[Packets.BLOCK];
    private SrtpCryptoContext sender;
    private SrtpCryptoContext receiver;

    public JitsiSrtp() {
        try {
            sender = context(true);
            receiver = context(false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Setup(Level.Trial)
    public void open() throws GeneralSecurityException {
        sender = context(true);
        receiver = context(false);
    }

    private SrtpCryptoContext context(boolean isSender) throws GeneralSecurityException {
        var random = new SplittableRandom(1);
        var key = new byte[profile.keyBytes()];
        var salt = new byte[profile.saltBytes()];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpContextFactory(
                        isSender, key, salt, policy(), policy(), new LoggerImpl("jitsi"))
                .deriveContext(Packets.SSRC, 0);
    }

    private SrtpPolicy policy() {
        return switch (profile) {
            case AEAD_AES_128_GCM, AEAD_AES_256_GCM ->
                    new SrtpPolicy(
                            SrtpPolicy.AESGCM_ENCRYPTION,
                            profile.keyBytes(),
                            SrtpPolicy.NULL_AUTHENTICATION,
                            0,
                            profile.rtpOverheadBytes(),
                            profile.saltBytes());
            case SRTP_AES128_CM_HMAC_SHA1_80 ->
                    new SrtpPolicy(
                            SrtpPolicy.AESCM_ENCRYPTION,
                            profile.keyBytes(),
                            SrtpPolicy.HMACSHA1_AUTHENTICATION,
                            20,
                            profile.rtpOverheadBytes(),
                            profile.saltBytes());
        };
    }

    int sealBlock() throws GeneralSecurityException {
        packets.renumber();
        int done = 0;
        for (int i = 0; i < Packets.BLOCK; i++) {
            int at = Packets.offset(i);
            System.arraycopy(packets.array(), at, sealed, at, Packets.LENGTH);
            region.at(at, Packets.LENGTH);
            done += sender.transformPacket(region) == SrtpErrorStatus.OK ? 1 : 0;
            sealedLengths[i] = region.getLength();
        }
        return done;
    }

    int openBlock() throws GeneralSecurityException {
        int done = 0;
        for (int i = 0; i < Packets.BLOCK; i++) {
            region.at(Packets.offset(i), sealedLengths[i]);
            done += receiver.reverseTransformPacket(region, false) == SrtpErrorStatus.OK ? 1 : 0;
        }
        return done;
    }
}
