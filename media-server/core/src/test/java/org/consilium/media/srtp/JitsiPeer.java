package org.consilium.media.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;

/** One direction of jitsi-srtp, the independent peer. */
final class JitsiPeer {
    private final SrtpContextFactory factory;
    private final Map<Integer, SrtpCryptoContext> rtp = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcp = new HashMap<>();

    JitsiPeer(boolean sender, SrtpMasterKey master) {
        // The factory zeroes or keeps what it is given: hand it copies.
        factory =
                new SrtpContextFactory(
                        sender,
                        master.key().clone(),
                        master.salt().clone(),
                        policy(master.profile()),
                        policy(master.profile()),
                        new LoggerImpl("jitsi"));
    }

    private static SrtpPolicy policy(SrtpProfile profile) {
        return switch (profile) {
            case AEAD_AES_128_GCM, AEAD_AES_256_GCM ->
                    new SrtpPolicy(
                            SrtpPolicy.AESGCM_ENCRYPTION,
                            profile.keyBytes(),
                            SrtpPolicy.NULL_AUTHENTICATION,
                            0,
                            16,
                            12);
            case SRTP_AES128_CM_HMAC_SHA1_80 ->
                    new SrtpPolicy(
                            SrtpPolicy.AESCM_ENCRYPTION,
                            16,
                            SrtpPolicy.HMACSHA1_AUTHENTICATION,
                            20,
                            10,
                            14);
        };
    }

    byte[] protectRtp(int ssrc, byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        expectOk(rtp(ssrc).transformPacket(buffer));
        return buffer.content();
    }

    byte[] unprotectRtp(int ssrc, byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        expectOk(rtp(ssrc).reverseTransformPacket(buffer, false));
        return buffer.content();
    }

    byte[] protectRtcp(int ssrc, byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        expectOk(rtcp(ssrc).transformPacket(buffer));
        return buffer.content();
    }

    byte[] unprotectRtcp(int ssrc, byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        expectOk(rtcp(ssrc).reverseTransformPacket(buffer));
        return buffer.content();
    }

    private SrtpCryptoContext rtp(int ssrc) throws GeneralSecurityException {
        var context = rtp.get(ssrc);
        if (context == null) {
            context = factory.deriveContext(ssrc, 0);
            rtp.put(ssrc, context);
        }
        return context;
    }

    private SrtcpCryptoContext rtcp(int ssrc) throws GeneralSecurityException {
        var context = rtcp.get(ssrc);
        if (context == null) {
            context = factory.deriveControlContext(ssrc);
            rtcp.put(ssrc, context);
        }
        return context;
    }

    private static void expectOk(SrtpErrorStatus status) {
        if (status != SrtpErrorStatus.OK) {
            throw new IllegalStateException(status.toString());
        }
    }

    private static final class Buffer implements ByteArrayBuffer {
        private byte[] bytes;
        private int offset;
        private int length;

        Buffer(byte[] packet) {
            bytes = Arrays.copyOf(packet, packet.length + 64);
            length = packet.length;
        }

        byte[] content() {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }

        @Override
        public byte[] getBuffer() {
            return bytes;
        }

        @Override
        public int getOffset() {
            return offset;
        }

        @Override
        public int getLength() {
            return length;
        }

        @Override
        public void setLength(int length) {
            this.length = length;
        }

        @Override
        public void setOffset(int offset) {
            this.offset = offset;
        }

        @Override
        public boolean isInvalid() {
            return false;
        }

        @Override
        public void readRegionToBuff(int from, int count, byte[] out) {
            System.arraycopy(bytes, offset + from, out, 0, count);
        }

        @Override
        public void grow(int howMuch) {
            if (offset + length + howMuch > bytes.length) {
                bytes = Arrays.copyOf(bytes, offset + length + howMuch);
            }
        }

        @Override
        public void append(byte[] data, int count) {
            grow(count);
            System.arraycopy(data, 0, bytes, offset + length, count);
            length += count;
        }

        @Override
        public void shrink(int count) {
            length -= count;
        }
    }
}
