package org.consilium.media.simulation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.consilium.media.buffer.BigEndian;

/** Connectivity checks as a browser sends them, written apart from the code under test. */
final class TestStun {
    private static final int MAGIC_COOKIE = 0x2112A442;

    private TestStun() {}

    /** A binding request that nominates (RFC 8445 §7.2.2). */
    static byte[] bindingRequest(String userName, String password, long transaction) {
        byte[] user = userName.getBytes(StandardCharsets.UTF_8);
        int userPadded = (user.length + 3) & ~3;
        byte[] message = new byte[20 + 4 + userPadded + 8 + 12 + 4 + 24 + 8];
        BigEndian.putU16(message, 0, 0x0001);
        BigEndian.putI32(message, 4, MAGIC_COOKIE);
        BigEndian.putI64(message, 12, transaction);
        int at = attribute(message, 20, 0x0006, user);
        at = attribute(message, at, 0x0024, new byte[] {0x6e, 0, 0x1e, (byte) 0xff});
        at = attribute(message, at, 0x802A, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        at = attribute(message, at, 0x0025, new byte[0]);
        BigEndian.putU16(message, 2, at + 24 - 20);
        at = attribute(message, at, 0x0008, hmac(password, Arrays.copyOf(message, at)));
        BigEndian.putU16(message, 2, at + 8 - 20);
        var crc = new CRC32();
        crc.update(message, 0, at);
        byte[] fingerprint = new byte[4];
        BigEndian.putU32(fingerprint, 0, crc.getValue() ^ 0x5354554e);
        at = attribute(message, at, 0x8028, fingerprint);
        return Arrays.copyOf(message, at);
    }

    static boolean isSuccess(byte[] datagram) {
        return datagram.length >= 20 && BigEndian.u16(datagram, 0) == 0x0101;
    }

    private static int attribute(byte[] message, int at, int type, byte[] value) {
        BigEndian.putU16(message, at, type);
        BigEndian.putU16(message, at + 2, value.length);
        System.arraycopy(value, 0, message, at + 4, value.length);
        return at + 4 + ((value.length + 3) & ~3);
    }

    private static byte[] hmac(String password, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
