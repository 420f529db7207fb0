package org.consilium.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine allocates besides the JDK's ciphers, which are replaced by ones that copy. */
class SrtpAllocationTest {
    private static final int PACKETS = 100_000;

    @ParameterizedTest
    @EnumSource
    void theEngineItselfAllocatesNothingPerPacket(SrtpProfile profile) {
        var master = SrtpPackets.master(profile, new SplittableRandom(1));
        var sender = new SrtpSender(master, new CopyingSuite());
        var receiver = new SrtpReceiver(master, new CopyingSuite());
        byte[] rtp = SrtpPackets.rtp(1, 0, new byte[1000]);
        var out = new byte[1100];
        run(sender, receiver, rtp, out, 0);

        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        run(sender, receiver, rtp, out, PACKETS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // The reading itself may allocate a little.
        assertThat(allocated).isLessThan(PACKETS / 10);
    }

    private static void run(
            SrtpSender sender, SrtpReceiver receiver, byte[] rtp, byte[] out, int first) {
        int bad = 0;
        for (int i = first; i < first + PACKETS; i++) {
            BigEndian.putU16(rtp, 2, i);
            int length = sender.protectRtp(rtp, 0, rtp.length, out, 0);
            bad += receiver.unprotectRtp(out, 0, length, out, 0) == rtp.length ? 0 : 1;
            length = sender.protectRtcp(rtp, 0, 60, out, 0);
            bad += receiver.unprotectRtcp(out, 0, length, out, 0) == 60 ? 0 : 1;
        }
        assertThat(bad).isZero();
    }

    /** Copies instead of encrypting; its codes are zero and always right. */
    private static final class CopyingSuite implements SrtpCipherSuite {
        @Override
        public AeadCipher aesGcm(byte[] key) {
            return new AeadCipher() {
                @Override
                public void seal(
                        byte[] nonce,
                        byte[] aad,
                        int aadOffset,
                        int aadLength,
                        byte[] text,
                        int textOffset,
                        int textLength,
                        byte[] destination,
                        int destinationOffset) {
                    System.arraycopy(text, textOffset, destination, destinationOffset, textLength);
                }

                @Override
                public boolean open(
                        byte[] nonce,
                        byte[] aad,
                        int aadOffset,
                        int aadLength,
                        byte[] sealed,
                        int sealedOffset,
                        int sealedLength,
                        byte[] destination,
                        int destinationOffset) {
                    System.arraycopy(
                            sealed,
                            sealedOffset,
                            destination,
                            destinationOffset,
                            sealedLength - TAG_BYTES);
                    return true;
                }

                @Override
                public void destroy() {}
            };
        }

        @Override
        public CounterModeCipher aesCounterMode(byte[] key) {
            return new CounterModeCipher() {
                @Override
                public void apply(
                        byte[] iv,
                        byte[] source,
                        int sourceOffset,
                        int length,
                        byte[] destination,
                        int destinationOffset) {
                    System.arraycopy(source, sourceOffset, destination, destinationOffset, length);
                }

                @Override
                public void destroy() {}
            };
        }

        @Override
        public MessageAuthenticator hmacSha1(byte[] key) {
            return new MessageAuthenticator() {
                @Override
                public void update(byte[] array, int offset, int length) {}

                @Override
                public void finish(byte[] destination, int destinationOffset) {}

                @Override
                public void destroy() {}
            };
        }
    }
}
