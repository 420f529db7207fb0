package org.consilium.media.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.consilium.media.buffer.TransportAddress;
import org.junit.jupiter.api.Test;

class StunMessageTest {
    private static final byte[] TRANSACTION = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    private final StunKey key = StunKey.ofPassword("a password of some length");
    private final StunWriter writer = new StunWriter(512);
    private final StunMessage message = new StunMessage();

    @Test
    void seesNothingBehindMessageIntegrity() {
        begin();
        writer.integrity(key);
        writer.flag(StunAttribute.USE_CANDIDATE);
        wrap();
        assertThat(message.isAuthentic(key)).isTrue();
        assertThat(message.has(StunAttribute.USE_CANDIDATE)).isFalse();
        assertThat(message.firstAttribute()).isEqualTo(StunMessage.NONE);
    }

    @Test
    void refusesWhatFollowsTheFingerprint() {
        begin();
        writer.fingerprint();
        writer.flag(StunAttribute.USE_CANDIDATE);
        assertThat(message.wrap(writer.array(), 0, writer.length())).isFalse();
    }

    @Test
    void refusesAWrongFingerprint() {
        begin();
        writer.fingerprint();
        writer.array()[writer.length() - 1] ^= 1;
        assertThat(message.wrap(writer.array(), 0, writer.length())).isFalse();
    }

    @Test
    void findsNoForgedByteAuthentic() {
        begin();
        writer.text(StunAttribute.USERNAME, "abcdefgh:ijkl");
        writer.integrity(key);
        byte[] original = Arrays.copyOf(writer.array(), writer.length());
        for (int i = 0; i < original.length; i++) {
            byte[] forged = original.clone();
            forged[i] ^= 0x10;
            if (message.wrap(forged, 0, forged.length)) {
                assertThat(message.isAuthentic(key)).as("byte %d", i).isFalse();
            }
        }
    }

    @Test
    void readsAtAnyOffset() {
        begin();
        writer.text(StunAttribute.USERNAME, "abcdefgh:ijkl");
        writer.xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, new TransportAddress(1, 2, 3));
        writer.address(StunAttribute.MAPPED_ADDRESS, TransportAddress.ofIpv4(4, 5));
        writer.errorCode(487);
        writer.integrity(key);
        writer.fingerprint();
        var shifted = new byte[writer.length() + 50];
        System.arraycopy(writer.array(), 0, shifted, 17, writer.length());
        assertThat(message.wrap(shifted, 17, writer.length())).isTrue();
        assertThat(message.isAuthentic(key)).isTrue();
        assertThat(message.text(message.find(StunAttribute.USERNAME))).isEqualTo("abcdefgh:ijkl");
        assertThat(message.xorAddress(message.find(StunAttribute.XOR_MAPPED_ADDRESS)))
                .isEqualTo(new TransportAddress(1, 2, 3));
        assertThat(message.address(message.find(StunAttribute.MAPPED_ADDRESS)))
                .isEqualTo(TransportAddress.ofIpv4(4, 5));
        assertThat(message.errorCode(message.find(StunAttribute.ERROR_CODE))).isEqualTo(487);
    }

    @Test
    void methodsAndClassesSurviveTheirEncoding() {
        for (StunClass messageClass : StunClass.values()) {
            for (int method = 0; method <= 0xfff; method++) {
                int type = messageClass.typeOf(method);
                assertThat(StunClass.of(type)).isEqualTo(messageClass);
                assertThat(StunClass.methodOf(type)).isEqualTo(method);
                assertThat(type).isLessThan(0x4000);
            }
        }
    }

    @Test
    void survivesAnyBytes() {
        long seed = 5769;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        begin();
        writer.text(StunAttribute.USERNAME, "abcdefgh:ijkl");
        writer.unsignedInt(StunAttribute.PRIORITY, 1);
        writer.xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, TransportAddress.ofIpv4(7, 7));
        writer.integrity(key);
        writer.fingerprint();
        byte[] good = Arrays.copyOf(writer.array(), writer.length());
        for (int round = 0; round < 300_000; round++) {
            byte[] bytes;
            if (round % 3 == 0) {
                bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
            } else {
                bytes = Arrays.copyOf(good, random.nextInt(good.length + 8));
                for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            if (bytes.length >= 20 && round % 2 == 0) {
                // Past the first doors: the cookie, and a length that is right.
                System.arraycopy(good, 4, bytes, 4, 4);
                bytes[0] &= 0x3f;
                bytes[2] = (byte) ((bytes.length - 20) >> 8);
                bytes[3] = (byte) (bytes.length - 20);
            }
            readEverything(bytes);
        }
    }

    private void readEverything(byte[] bytes) {
        if (!message.wrap(bytes, 0, bytes.length)) {
            return;
        }
        message.isAuthentic(key);
        int attribute = message.firstAttribute();
        while (attribute != StunMessage.NONE) {
            message.text(attribute);
            message.address(attribute);
            message.xorAddress(attribute);
            message.errorCode(attribute);
            message.unsignedInt(attribute);
            attribute = message.nextAttribute(attribute);
        }
    }

    private void begin() {
        writer.begin(StunClass.REQUEST, StunMethod.BINDING, TRANSACTION, 0);
    }

    private void wrap() {
        assertThat(message.wrap(writer.array(), 0, writer.length())).isTrue();
    }
}
