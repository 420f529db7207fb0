package org.consilium.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.srtp.SrtpProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client against our server over a link in memory. */
class DtlsServiceTest {
    private final TestLoop loop = new TestLoop();
    private DtlsService service = service(DtlsSettings.standard());

    private static DtlsService service(DtlsSettings settings) {
        return new DtlsService(settings, new SecureRandom(), InstantSource.system());
    }

    private static DtlsSettings settings(Duration timeout, int maxHandshakes) {
        return new DtlsSettings(timeout, Duration.ofMillis(50), maxHandshakes, 300, 50, 200, 16);
    }

    private static boolean everything(byte[] datagram) {
        return datagram.length > 0;
    }

    private DtlsPair pair(Predicate<byte[]> link) {
        return new DtlsPair(loop, service.provider(loop), link);
    }

    @AfterEach
    void stopLoop() {
        loop.close();
    }

    @Test
    void bothSidesExportTheSameKeysAndExchangeData() {
        var pair = pair(DtlsServiceTest::everything).start().awaitEstablished();

        var client = TestLoop.await(pair.clientEvents.established);
        var server = TestLoop.await(pair.serverEvents.established);
        assertThat(client.profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM.number());
        assertThat(server.profile()).isEqualTo(client.profile());
        assertThat(server.keyingMaterial()).hasSize(56).isEqualTo(client.keyingMaterial());
        assertThat(pair.send(pair.client, "from the client")).isTrue();
        assertThat(pair.send(pair.server, "from the server")).isTrue();
        assertThat(pair.serverEvents.nextData()).isEqualTo("from the client");
        assertThat(pair.clientEvents.nextData()).isEqualTo("from the server");
        String longest = "x".repeat(1200);
        assertThat(pair.send(pair.client, longest)).isTrue();
        assertThat(pair.serverEvents.nextData()).isEqualTo(longest);
        assertThat(pair.clientEvents.elsewhere).hasValue(0);
        assertThat(pair.serverEvents.elsewhere).hasValue(0);
        pair.close();
    }

    @Test
    void aFlightLeavesInAsFewDatagramsAsFit() {
        var pair = pair(DtlsServiceTest::everything).start().awaitEstablished();

        // ClientHello; certificate to Finished. ServerHello to ServerHelloDone; Finished.
        assertThat(pair.clientEvents.transmitted.get()).isLessThanOrEqualTo(4);
        assertThat(pair.serverEvents.transmitted.get()).isLessThanOrEqualTo(4);
        pair.close();
    }

    @Test
    void everyEndpointHasACertificateOfItsOwn() {
        var provider = service.provider(loop);
        var fingerprints = new ArrayList<DtlsFingerprint>();
        for (int i = 0; i < 100; i++) {
            fingerprints.add(loop.call(() -> provider.open().localFingerprint()));
        }
        assertThat(fingerprints).doesNotHaveDuplicates();
        assertThat(fingerprints.getFirst().algorithm()).isEqualTo("sha-256");
        assertThat(fingerprints.getFirst().value()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    /** A third of all datagrams is lost, others come twice. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void lostFlightsAreRetransmitted(long seed) {
        service = service(settings(Duration.ofSeconds(25), 10));
        var random = new SplittableRandom(seed);
        var delivered = new AtomicInteger();
        var pair =
                pair(
                        bytes -> {
                            boolean passes = random.nextInt(3) != 0;
                            delivered.addAndGet(passes ? 1 : 0);
                            return passes;
                        });

        pair.start().awaitEstablished();

        assertThat(TestLoop.await(pair.serverEvents.established).keyingMaterial())
                .as("seed %d, %s delivered", seed, delivered)
                .isEqualTo(TestLoop.await(pair.clientEvents.established).keyingMaterial());
        pair.close();
    }

    @Test
    void aCertificateNobodySignalledEndsTheAssociation() {
        var stranger = loop.call(() -> service.provider(loop).open().localFingerprint());
        var pair = pair(DtlsServiceTest::everything);

        pair.start(List.of(pair.server.localFingerprint()), List.of(stranger));

        assertThat(TestLoop.await(pair.serverEvents.end)).isEqualTo(DtlsEnd.FINGERPRINT_MISMATCH);
        assertThat(TestLoop.await(pair.clientEvents.end)).isEqualTo(DtlsEnd.HANDSHAKE_FAILED);
        assertThat(pair.send(pair.server, "x")).isFalse();
        assertThat(pair.serverEvents.established).isNotDone();
    }

    @Test
    void theClientChecksTheServersCertificateToo() {
        var pair = pair(DtlsServiceTest::everything);

        pair.start(
                List.of(pair.client.localFingerprint()), List.of(pair.client.localFingerprint()));

        assertThat(TestLoop.await(pair.clientEvents.end)).isEqualTo(DtlsEnd.FINGERPRINT_MISMATCH);
        assertThat(TestLoop.await(pair.serverEvents.end)).isEqualTo(DtlsEnd.HANDSHAKE_FAILED);
    }

    @Test
    void oneOfSeveralFingerprintsIsEnough() {
        var stranger = loop.call(() -> service.provider(loop).open().localFingerprint());
        var pair = pair(DtlsServiceTest::everything);

        pair.start(
                List.of(stranger, pair.server.localFingerprint()),
                List.of(
                        new DtlsFingerprint("sha-1", "00:11"),
                        stranger,
                        new DtlsFingerprint(
                                "SHA-256",
                                pair.client.localFingerprint().value().toLowerCase(Locale.ROOT))));

        pair.awaitEstablished();
        pair.close();
    }

    @Test
    void withoutExpectedFingerprintNobodyIsTrusted() {
        var pair = pair(DtlsServiceTest::everything);
        pair.start(List.of(pair.server.localFingerprint()), List.of());

        assertThat(TestLoop.await(pair.serverEvents.end)).isEqualTo(DtlsEnd.FINGERPRINT_MISMATCH);
    }

    @Test
    void closeTellsThePeerAndNothingFollows() {
        var pair = pair(DtlsServiceTest::everything).start().awaitEstablished();

        loop.run(pair.client::close);

        assertThat(TestLoop.await(pair.serverEvents.end)).isEqualTo(DtlsEnd.CLOSED_BY_PEER);
        assertThat(pair.clientEvents.end).isNotDone();
        assertThat(pair.send(pair.client, "x")).isFalse();
        assertThat(pair.send(pair.server, "x")).isFalse();
        loop.run(pair.client::close);
        loop.run(pair.server::close);
        assertThat(service.statistics().ended().get(DtlsEnd.CLOSED_BY_PEER)).isEqualTo(1);
    }

    @Test
    void closingDuringTheHandshakeFreesItsPlaceSoon() throws InterruptedException {
        var pair = pair(bytes -> false).start();
        assertThat(service.statistics().handshaking()).isEqualTo(2);

        pair.close();

        for (int i = 0; i < 500 && service.statistics().handshaking() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(service.statistics().handshaking()).isZero();
        loop.run(() -> {});
        assertThat(pair.clientEvents.end).isNotDone();
        assertThat(pair.serverEvents.end).isNotDone();
    }

    @Test
    void aSilentPeerTimesOut() {
        service = service(settings(Duration.ofMillis(600), 10));
        var pair = pair(bytes -> false).start();

        assertThat(TestLoop.await(pair.clientEvents.end)).isEqualTo(DtlsEnd.TIMED_OUT);
        assertThat(TestLoop.await(pair.serverEvents.end)).isEqualTo(DtlsEnd.TIMED_OUT);
        assertThat(pair.clientEvents.transmitted.get()).isBetween(3, 6);
    }

    @Test
    void moreHandshakesThanAllowedAreRefused() {
        service = service(settings(Duration.ofSeconds(5), 4));
        var pairs = new ArrayList<DtlsPair>();
        for (int i = 0; i < 2; i++) {
            pairs.add(pair(bytes -> false).start());
        }

        var refused = pair(DtlsServiceTest::everything).start();

        assertThat(TestLoop.await(refused.clientEvents.end)).isEqualTo(DtlsEnd.REFUSED);
        assertThat(TestLoop.await(refused.serverEvents.end)).isEqualTo(DtlsEnd.REFUSED);
        pairs.forEach(DtlsPair::close);
    }

    /** Garbage between every two datagrams, and 100 000 pieces of it on the established records. */
    @Test
    void garbageIsDroppedDuringAndAfterTheHandshake() {
        var random = new SplittableRandom(4711);
        var seen = new ArrayList<byte[]>();
        var pair =
                pair(
                        bytes -> {
                            seen.add(bytes);
                            return true;
                        });
        loop.run(() -> attack(pair.server, random, seen, 20));
        pair.start();
        loop.run(() -> attack(pair.server, random, seen, 50));
        loop.run(() -> attack(pair.client, random, seen, 50));
        pair.awaitEstablished();

        loop.run(() -> attack(pair.server, random, seen, 50_000));
        loop.run(() -> attack(pair.client, random, seen, 50_000));

        assertThat(pair.send(pair.client, "still here")).isTrue();
        assertThat(pair.serverEvents.nextData()).isEqualTo("still here");
        assertThat(pair.send(pair.server, "me too")).isTrue();
        assertThat(pair.clientEvents.nextData()).isEqualTo("me too");
        assertThat(pair.serverEvents.end).isNotDone();
        assertThat(pair.clientEvents.end).isNotDone();
        pair.close();
    }

    private static void attack(
            DtlsEndpoint endpoint, SplittableRandom random, List<byte[]> seen, int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes;
            int kind = random.nextInt(3);
            if (kind == 0 || seen.isEmpty()) {
                bytes = new byte[random.nextInt(1600)];
                random.nextBytes(bytes);
                if (bytes.length > 2 && random.nextBoolean()) {
                    bytes[0] = (byte) (20 + random.nextInt(6));
                    bytes[1] = (byte) 0xfe;
                    bytes[2] = (byte) 0xfd;
                }
            } else {
                bytes = seen.get(random.nextInt(seen.size())).clone();
                if (kind == 1 && bytes.length > 13 && bytes[3] == 0 && bytes[4] == 1) {
                    // Mutations of sealed records only: clear ones have no integrity to speak of.
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                }
            }
            endpoint.onDatagram(bytes, 0, bytes.length);
        }
    }

    /** Mutated clear handshake messages may end it, but only with an answer. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aManInTheMiddleWhoChangesBytesGetsAnEndOrNothing(long seed) {
        service = service(settings(Duration.ofSeconds(3), 10));
        var random = new SplittableRandom(seed);
        var pair =
                pair(
                        bytes -> {
                            if (random.nextInt(3) == 0) {
                                bytes[random.nextInt(bytes.length)] ^=
                                        (byte) (1 + random.nextInt(255));
                            }
                            return true;
                        });

        pair.start();

        TestLoop.await(
                CompletableFuture.anyOf(pair.serverEvents.established, pair.serverEvents.end));
        TestLoop.await(
                CompletableFuture.anyOf(pair.clientEvents.established, pair.clientEvents.end));
        pair.close();
    }

    @Test
    void twoHundredHandshakesAtOnce() {
        service.warmUp();
        var pairs = new ArrayList<DtlsPair>();
        for (int i = 0; i < 200; i++) {
            pairs.add(pair(DtlsServiceTest::everything));
        }
        long start = System.nanoTime();
        pairs.forEach(DtlsPair::start);

        pairs.forEach(DtlsPair::awaitEstablished);

        System.out.println(
                "200 handshakes, both ends: " + (System.nanoTime() - start) / 1_000_000 + " ms");
        assertThat(service.statistics().established()).isEqualTo(400);
        pairs.forEach(DtlsPair::close);
    }

    @Test
    void startingTwiceIsOurOwnMistake() {
        var pair = pair(DtlsServiceTest::everything).start();
        assertThatThrownBy(() -> pair.client.start(DtlsRole.CLIENT, List.of(), pair.clientEvents))
                .isInstanceOf(IllegalStateException.class);
        pair.close();
    }
}
