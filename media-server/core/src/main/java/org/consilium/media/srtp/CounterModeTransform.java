package org.consilium.media.srtp;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;

/** AES in counter mode with HMAC-SHA1 cut to 80 bits (RFC 3711 §4.1.1, §4.2.1). Single writer. */
final class CounterModeTransform implements PacketTransform {
    private static final int HMAC_SHA1_BYTES = 20;
    private static final int AUTHENTICATION_KEY_BYTES = 20; // RFC 3711 §5.2

    private final CounterModeCipher rtp;
    private final CounterModeCipher rtcp;
    private final MessageAuthenticator rtpMac;
    private final MessageAuthenticator rtcpMac;
    private final byte[] rtpSalt;
    private final byte[] rtcpSalt;
    private final int tagBytes;
    private final byte[] iv = new byte[CounterModeCipher.IV_BYTES];
    private final byte[] mac = new byte[HMAC_SHA1_BYTES];
    private final byte[] rollover = new byte[4];

    CounterModeTransform(SrtpMasterKey master, SrtpCipherSuite suite) {
        var derivation = new KeyDerivation(master, suite);
        var profile = master.profile();
        tagBytes = profile.rtpOverheadBytes();
        byte[] rtpKey = derivation.derive(KeyDerivation.RTP_ENCRYPTION, profile.keyBytes());
        byte[] rtcpKey = derivation.derive(KeyDerivation.RTCP_ENCRYPTION, profile.keyBytes());
        byte[] rtpMacKey =
                derivation.derive(KeyDerivation.RTP_AUTHENTICATION, AUTHENTICATION_KEY_BYTES);
        byte[] rtcpMacKey =
                derivation.derive(KeyDerivation.RTCP_AUTHENTICATION, AUTHENTICATION_KEY_BYTES);
        rtp = suite.aesCounterMode(rtpKey);
        rtcp = suite.aesCounterMode(rtcpKey);
        rtpMac = suite.hmacSha1(rtpMacKey);
        rtcpMac = suite.hmacSha1(rtcpMacKey);
        rtpSalt = derivation.derive(KeyDerivation.RTP_SALT, profile.saltBytes());
        rtcpSalt = derivation.derive(KeyDerivation.RTCP_SALT, profile.saltBytes());
        for (byte[] key : new byte[][] {rtpKey, rtcpKey, rtpMacKey, rtcpMacKey}) {
            Arrays.fill(key, (byte) 0);
        }
        derivation.destroy();
    }

    @Override
    public int srtcpWord(byte[] source, int sourceOffset, int length) {
        return BigEndian.i32(source, sourceOffset + length - tagBytes - 4);
    }

    @Override
    public int sealRtp(
            byte[] source,
            int sourceOffset,
            int headerLength,
            int length,
            int ssrc,
            long index,
            byte[] destination,
            int destinationOffset) {
        setIv(rtpSalt, ssrc, index);
        rtp.apply(
                iv,
                source,
                sourceOffset + headerLength,
                length - headerLength,
                destination,
                destinationOffset + headerLength);
        System.arraycopy(source, sourceOffset, destination, destinationOffset, headerLength);
        computeRtpMac(destination, destinationOffset, length, index);
        System.arraycopy(mac, 0, destination, destinationOffset + length, tagBytes);
        return length + tagBytes;
    }

    @Override
    public int openRtp(
            byte[] source,
            int sourceOffset,
            int headerLength,
            int length,
            int ssrc,
            long index,
            byte[] destination,
            int destinationOffset) {
        int plainLength = length - tagBytes;
        computeRtpMac(source, sourceOffset, plainLength, index);
        if (!tagMatches(source, sourceOffset + plainLength)) {
            return SrtpFailure.AUTH_FAILED;
        }
        setIv(rtpSalt, ssrc, index);
        rtp.apply(
                iv,
                source,
                sourceOffset + headerLength,
                plainLength - headerLength,
                destination,
                destinationOffset + headerLength);
        System.arraycopy(source, sourceOffset, destination, destinationOffset, headerLength);
        return plainLength;
    }

    @Override
    public int sealRtcp(
            byte[] source,
            int sourceOffset,
            int length,
            int ssrc,
            int index,
            byte[] destination,
            int destinationOffset) {
        setIv(rtcpSalt, ssrc, index);
        rtcp.apply(
                iv,
                source,
                sourceOffset + RTCP_HEADER_BYTES,
                length - RTCP_HEADER_BYTES,
                destination,
                destinationOffset + RTCP_HEADER_BYTES);
        System.arraycopy(source, sourceOffset, destination, destinationOffset, RTCP_HEADER_BYTES);
        BigEndian.putI32(destination, destinationOffset + length, index | E_BIT);
        rtcpMac.update(destination, destinationOffset, length + 4);
        rtcpMac.finish(mac, 0);
        System.arraycopy(mac, 0, destination, destinationOffset + length + 4, tagBytes);
        return length + 4 + tagBytes;
    }

    @Override
    public int openRtcp(
            byte[] source,
            int sourceOffset,
            int length,
            int ssrc,
            int word,
            byte[] destination,
            int destinationOffset) {
        // RFC 3711 §3.4: the tag covers the packet, the E bit and the index.
        rtcpMac.update(source, sourceOffset, length - tagBytes);
        rtcpMac.finish(mac, 0);
        if (!tagMatches(source, sourceOffset + length - tagBytes)) {
            return SrtpFailure.AUTH_FAILED;
        }
        int plainLength = length - tagBytes - 4;
        int clearLength = plainLength;
        if ((word & E_BIT) != 0) {
            clearLength = RTCP_HEADER_BYTES;
            setIv(rtcpSalt, ssrc, word & ~E_BIT);
            rtcp.apply(
                    iv,
                    source,
                    sourceOffset + RTCP_HEADER_BYTES,
                    plainLength - RTCP_HEADER_BYTES,
                    destination,
                    destinationOffset + RTCP_HEADER_BYTES);
        }
        System.arraycopy(source, sourceOffset, destination, destinationOffset, clearLength);
        return plainLength;
    }

    /** RFC 3711 §4.2: the tag covers the packet and the rollover counter, which is not sent. */
    private void computeRtpMac(byte[] array, int offset, int length, long index) {
        BigEndian.putI32(rollover, 0, (int) (index >>> 16));
        rtpMac.update(array, offset, length);
        rtpMac.update(rollover, 0, 4);
        rtpMac.finish(mac, 0);
    }

    /** Takes the same time wherever the first difference is. */
    private boolean tagMatches(byte[] array, int offset) {
        int difference = 0;
        for (int i = 0; i < tagBytes; i++) {
            difference |= mac[i] ^ array[offset + i];
        }
        return difference == 0;
    }

    /** RFC 3711 §4.1.1: salt, SSRC and index added; the last two bytes count blocks. */
    private void setIv(byte[] salt, int ssrc, long index) {
        System.arraycopy(salt, 0, iv, 0, 4);
        BigEndian.putI32(iv, 4, BigEndian.i32(salt, 4) ^ ssrc);
        BigEndian.putU16(iv, 8, BigEndian.u16(salt, 8) ^ (int) (index >>> 32));
        BigEndian.putI32(iv, 10, BigEndian.i32(salt, 10) ^ (int) index);
        BigEndian.putU16(iv, 14, 0);
    }

    @Override
    public void destroy() {
        rtp.destroy();
        rtcp.destroy();
        rtpMac.destroy();
        rtcpMac.destroy();
        Arrays.fill(rtpSalt, (byte) 0);
        Arrays.fill(rtcpSalt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
