package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Bad datagrams against the real UDP port. Every one that is sent is found again in the counter of
 * its reason, nobody is answered more than was asked, and the call goes on.
 */
class AdversaryDatagramsTest {
    private static final long SEED = Long.getLong("adversary.seed", 20_261_121L);

    /** Half a million here, more of them to the parsers: see {@link AdversaryParsersTest}. */
    private static final int DATAGRAMS = 500_000;

    /** What fits into a receive buffer of the usual size, whatever the loop is just doing. */
    private static final int WINDOW = 48;

    private final AttackedInstallation target = AttackedInstallation.shared();

    @AfterEach
    void theCallGoesOn() throws Exception {
        target.requireUnharmed();
    }

    /** The reason a datagram that nobody knows is dropped for (RFC 7983 §7). */
    private static String reasonAtStrangePath(byte[] datagram, int length) {
        if (length < 2) {
            return "malformed";
        }
        int first = datagram[0] & 0xff;
        boolean known = first <= 3 || (first >= 20 && first <= 63) || (first >= 128 && first < 192);
        return known ? "unknown_path" : "malformed";
    }

    @Test
    void randomDatagramsOfStrangersAreCountedAndNotAnswered() throws Exception {
        System.out.println("seed " + SEED);
        var random = new SplittableRandom(SEED);
        try (RawPeer pacer = RawPeer.publish(target, "datagrams", "pacer");
                DatagramChannel stranger = DatagramChannel.open()) {
            stranger.connect(target.media());
            stranger.configureBlocking(false);
            byte[] check = pacer.bindingRequest(pacer.serverPassword());
            Map<String, Long> before = target.drops();
            long heapBefore = AttackedInstallation.heapBytes();
            var expected = new HashMap<String, Long>();
            var buffer = new byte[1500];
            for (int i = 0; i < DATAGRAMS; i++) {
                int length = randomDatagram(random, buffer, check);
                expected.merge(reasonAtStrangePath(buffer, length), 1L, Long::sum);
                while (stranger.write(ByteBuffer.wrap(buffer, 0, length)) == 0) {
                    Thread.onSpinWait();
                }
                if (i % WINDOW == WINDOW - 1) {
                    pacer.check();
                }
            }
            pacer.check();
            target.requireDrops(before, expected);
            assertThat(stranger.read(ByteBuffer.allocate(2048)))
                    .as("bytes answered to somebody who proved nothing")
                    .isZero();
            assertThat(AttackedInstallation.heapBytes() - heapBefore)
                    .as("heap that half a million datagrams leave behind")
                    .isLessThan(8 << 20);
        }
    }

    /** Random bytes, random bytes that begin like each protocol, or a check that was cut short. */
    private static int randomDatagram(SplittableRandom random, byte[] buffer, byte[] check) {
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 1400 : 120);
        for (int i = 0; i < length; i += 8) {
            long word = random.nextLong();
            for (int j = i; j < Math.min(i + 8, length); j++) {
                buffer[j] = (byte) (word >>> (8 * (j - i)));
            }
        }
        switch (random.nextInt(6)) {
            case 0 -> buffer[0] = (byte) (20 + random.nextInt(44));
            case 1 -> buffer[0] = (byte) (128 + random.nextInt(64));
            case 2 -> {
                // The magic cookie of RFC 8489 §5, behind which everything is wrong.
                System.arraycopy(check, 0, buffer, 0, Math.min(8, length));
            }
            case 3 -> {
                length = 1 + random.nextInt(check.length - 1);
                System.arraycopy(check, 0, buffer, 0, length);
            }
            default -> {}
        }
        return length;
    }

    @Test
    void randomDatagramsOnTheAddressOfAParticipantEndNothing() throws Exception {
        System.out.println("seed " + SEED);
        var random = new SplittableRandom(SEED + 1);
        try (RawPeer victim = RawPeer.publish(target, "datagrams", "victim")) {
            byte[] check = victim.bindingRequest(victim.serverPassword());
            Map<String, Long> before = target.drops();
            var buffer = new byte[1500];
            long sent = 0;
            for (int i = 0; i < 100_000; i++) {
                int length = randomDatagram(random, buffer, check);
                victim.send(buffer, length);
                sent++;
                if (i % WINDOW == WINDOW - 1) {
                    victim.check();
                }
            }
            victim.check();
            Map<String, Long> counted = target.dropsSince(before);
            assertThat(counted.values().stream().mapToLong(n -> n).sum())
                    .as("drops of %s", counted)
                    .isEqualTo(sent);
            assertThat(counted)
                    .containsOnlyKeys("unknown_path", "malformed", "unauthenticated", "dtls");
            victim.send(victim.nextPacket());
            victim.check();
            assertThat(target.dropsSince(before))
                    .as("with a good packet on top")
                    .isEqualTo(counted);
            assertThat(victim.isConnected()).isTrue();
        }
    }

    @Test
    void checksWithoutOrWithWrongIntegrityAreCountedAndBarelyAnswered() throws Exception {
        try (RawPeer victim = RawPeer.publish(target, "datagrams", "checked");
                DatagramChannel stranger = DatagramChannel.open()) {
            stranger.connect(target.media());
            stranger.configureBlocking(false);
            var password = victim.serverPassword();
            Map<String, Long> before = target.drops();
            byte[] without = victim.bindingRequest("");
            byte[] wrong = victim.bindingRequest(password + "x");
            byte[] tampered = victim.bindingRequest(password);
            tampered[tampered.length - 40] ^= 1;
            int each = 300;
            for (int i = 0; i < each; i++) {
                stranger.write(ByteBuffer.wrap(without));
                stranger.write(ByteBuffer.wrap(wrong));
                if (i % (WINDOW / 2) == 0) {
                    victim.check();
                }
            }
            victim.check();
            target.requireDrops(before, Map.of("unauthenticated", 2L * each));
            int answers = 0;
            long bytes = 0;
            var answer = ByteBuffer.allocate(2048);
            while (stranger.read(answer.clear()) > 0) {
                answers++;
                bytes += answer.position();
                assertThat(answer.position()).isLessThanOrEqualTo(without.length);
            }
            // Ten at once and ten a second (ErrorBudget), for the few moments this took.
            assertThat(answers).isBetween(1, 60);
            assertThat(bytes).isLessThan((long) each * without.length / 4);
            // A guessed user name gets nothing at all.
            byte[] guessed = without.clone();
            Arrays.fill(guessed, 24, 32, (byte) 'z');
            Map<String, Long> beforeGuess = target.drops();
            for (int i = 0; i < 100; i++) {
                stranger.write(ByteBuffer.wrap(guessed));
            }
            victim.check();
            target.requireDrops(beforeGuess, Map.of("unknown_path", 100L));
            assertThat(stranger.read(answer.clear())).isZero();
        }
    }

    @Test
    void aClientHelloOfAStrangerIsNotAnsweredSoNobodyCanBeFlooded() throws Exception {
        try (RawPeer pacer = RawPeer.publish(target, "datagrams", "hello");
                DatagramChannel stranger = DatagramChannel.open()) {
            stranger.connect(target.media());
            stranger.configureBlocking(false);
            Map<String, Long> before = target.drops();
            double handshaking = target.metric("sfu_dtls_handshaking");
            byte[] hello = new byte[200];
            hello[0] = 22;
            hello[1] = (byte) 0xfe;
            hello[2] = (byte) 0xfd;
            hello[11] = 0;
            hello[12] = (byte) (hello.length - 13);
            hello[13] = 1;
            for (int i = 0; i < 1_000; i++) {
                stranger.write(ByteBuffer.wrap(hello));
                if (i % WINDOW == 0) {
                    pacer.check();
                }
            }
            pacer.check();
            target.requireDrops(before, Map.of("unknown_path", 1_000L));
            assertThat(stranger.read(ByteBuffer.allocate(2048))).isZero();
            assertThat(target.metric("sfu_dtls_handshaking")).isLessThanOrEqualTo(handshaking);
        }
    }

    @Test
    void manyAddressesOfOneMachineCostNoMemory() throws Exception {
        try (RawPeer pacer = RawPeer.publish(target, "datagrams", "addresses")) {
            Map<String, Long> before = target.drops();
            long sent = 0;
            for (int i = 0; i < 400; i++) {
                try (DatagramChannel stranger = DatagramChannel.open()) {
                    stranger.bind(
                            new InetSocketAddress(
                                    InetAddress.getByAddress(
                                            new byte[] {127, 1, (byte) (i >> 8), (byte) i}),
                                    0));
                    stranger.connect(target.media());
                    for (int j = 0; j < 20; j++) {
                        stranger.write(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0, 0, 0}));
                        sent++;
                    }
                }
                pacer.check();
            }
            target.requireDrops(before, Map.of("unknown_path", sent));
            assertThat(target.metric("sfu_network_paths")).isLessThanOrEqualTo(1 << 14);
        }
    }
}
