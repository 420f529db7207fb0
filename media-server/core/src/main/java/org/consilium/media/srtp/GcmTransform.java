package org.consilium.media.srtp;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;

/** AES-GCM for SRTP and SRTCP (RFC 7714). Single writer. */
final class GcmTransform implements PacketTransform {
    private static final int TAG = AeadCipher.TAG_BYTES;
    private static final byte[] NOTHING = new byte[0];

    private final AeadCipher rtp;
    private final AeadCipher rtcp;
    private final byte[] rtpSalt;
    private final byte[] rtcpSalt;
    private final byte[] nonce = new byte[AeadCipher.NONCE_BYTES];
    private byte[] rtcpAad = new byte[RTCP_HEADER_BYTES + 4];

    /** With session keys; takes the salts over. */
    GcmTransform(AeadCipher rtp, byte[] rtpSalt, AeadCipher rtcp, byte[] rtcpSalt) {
        this.rtp = rtp;
        this.rtpSalt = rtpSalt;
        this.rtcp = rtcp;
        this.rtcpSalt = rtcpSalt;
    }

    static GcmTransform of(SrtpMasterKey master, SrtpCipherSuite suite) {
        var derivation = new KeyDerivation(master, suite);
        var profile = master.profile();
        byte[] rtpKey = derivation.derive(KeyDerivation.RTP_ENCRYPTION, profile.keyBytes());
        byte[] rtcpKey = derivation.derive(KeyDerivation.RTCP_ENCRYPTION, profile.keyBytes());
        var transform =
                new GcmTransform(
                        suite.aesGcm(rtpKey),
                        derivation.derive(KeyDerivation.RTP_SALT, profile.saltBytes()),
                        suite.aesGcm(rtcpKey),
                        derivation.derive(KeyDerivation.RTCP_SALT, profile.saltBytes()));
        Arrays.fill(rtpKey, (byte) 0);
        Arrays.fill(rtcpKey, (byte) 0);
        derivation.destroy();
        return transform;
    }

    @Override
    public int srtcpWord(byte[] source, int sourceOffset, int length) {
        return BigEndian.i32(source, sourceOffset + length - 4);
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
        setNonce(rtpSalt, ssrc, index);
        // RFC 7714 §8.1: the whole header, CSRCs and extension included, is associated data.
        rtp.seal(
                nonce,
                source,
                sourceOffset,
                headerLength,
                source,
                sourceOffset + headerLength,
                length - headerLength,
                destination,
                destinationOffset + headerLength);
        System.arraycopy(source, sourceOffset, destination, destinationOffset, headerLength);
        return length + TAG;
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
        setNonce(rtpSalt, ssrc, index);
        if (!rtp.open(
                nonce,
                source,
                sourceOffset,
                headerLength,
                source,
                sourceOffset + headerLength,
                length - headerLength,
                destination,
                destinationOffset + headerLength)) {
            return SrtpFailure.AUTH_FAILED;
        }
        System.arraycopy(source, sourceOffset, destination, destinationOffset, headerLength);
        return length - TAG;
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
        int word = index | E_BIT;
        setNonce(rtcpSalt, ssrc, index);
        // RFC 7714 §9.2: the fixed header and the ESRTCP word, though the word is sent last.
        System.arraycopy(source, sourceOffset, rtcpAad, 0, RTCP_HEADER_BYTES);
        BigEndian.putI32(rtcpAad, RTCP_HEADER_BYTES, word);
        rtcp.seal(
                nonce,
                rtcpAad,
                0,
                RTCP_HEADER_BYTES + 4,
                source,
                sourceOffset + RTCP_HEADER_BYTES,
                length - RTCP_HEADER_BYTES,
                destination,
                destinationOffset + RTCP_HEADER_BYTES);
        System.arraycopy(source, sourceOffset, destination, destinationOffset, RTCP_HEADER_BYTES);
        BigEndian.putI32(destination, destinationOffset + length + TAG, word);
        return length + TAG + 4;
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
        boolean encrypted = (word & E_BIT) != 0;
        int plainLength = length - TAG - 4;
        // RFC 7714 §9.3: without encryption the whole packet is associated data, and the text
        // empty.
        int aadLength = encrypted ? RTCP_HEADER_BYTES : plainLength;
        setNonce(rtcpSalt, ssrc, word & ~E_BIT);
        if (rtcpAad.length < aadLength + 4) {
            rtcpAad = new byte[Math.max(aadLength + 4, 2048)];
        }
        System.arraycopy(source, sourceOffset, rtcpAad, 0, aadLength);
        BigEndian.putI32(rtcpAad, aadLength, word);
        if (!rtcp.open(
                nonce,
                rtcpAad,
                0,
                aadLength + 4,
                source,
                sourceOffset + aadLength,
                length - 4 - aadLength,
                encrypted ? destination : NOTHING,
                encrypted ? destinationOffset + aadLength : 0)) {
            return SrtpFailure.AUTH_FAILED;
        }
        System.arraycopy(source, sourceOffset, destination, destinationOffset, aadLength);
        return plainLength;
    }

    /** RFC 7714 §8.1 and §9.1: zero, SSRC and index, added to the salt. */
    private void setNonce(byte[] salt, int ssrc, long index) {
        System.arraycopy(salt, 0, nonce, 0, 2);
        BigEndian.putI32(nonce, 2, BigEndian.i32(salt, 2) ^ ssrc);
        BigEndian.putU16(nonce, 6, BigEndian.u16(salt, 6) ^ (int) (index >>> 32));
        BigEndian.putI32(nonce, 8, BigEndian.i32(salt, 8) ^ (int) index);
    }

    @Override
    public void destroy() {
        rtp.destroy();
        rtcp.destroy();
        Arrays.fill(rtpSalt, (byte) 0);
        Arrays.fill(rtcpSalt, (byte) 0);
        Arrays.fill(nonce, (byte) 0);
    }
}
