package org.consilium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import livekit.LivekitModels.TrackSource;
import livekit.LivekitModels.TrackType;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.Ping;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import livekit.LivekitRtc.SyncState;
import livekit.LivekitRtc.UpdateParticipantMetadata;
import livekit.LivekitRtc.UpdateSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody who was let in may try with media and signalling; the call next door goes on. */
class AdversaryMediaTest {
    private static final long SEED = Long.getLong("adversary.seed", 20_261_121L);

    private final AttackedInstallation target = AttackedInstallation.shared();

    @AfterEach
    void theCallGoesOn() throws Exception {
        target.requireUnharmed();
    }

    // ---- SRTP

    @Test
    void replayedSrtpIsCountedOnceForEachReplayAndReorderedIsNot() throws Exception {
        try (RawPeer peer = RawPeer.publish(target, "srtp", "replayer")) {
            Map<String, Long> before = target.drops();
            var packets = new ArrayList<byte[]>();
            for (int i = 0; i < 200; i++) {
                packets.add(peer.nextPacket());
            }
            // Every second one late by some forty: late is no crime.
            for (int i = 0; i < packets.size(); i += 2) {
                peer.send(packets.get(i).clone());
            }
            for (int i = 1; i < packets.size(); i += 2) {
                peer.send(packets.get(i).clone());
            }
            peer.check();
            assertThat(target.dropsSince(before)).as("drops by reordering").isEmpty();
            for (byte[] packet : packets) {
                peer.send(packet.clone());
                peer.send(packet.clone());
                peer.check();
            }
            target.requireDrops(before, Map.of("replayed", 400L));
            // Older than the window: over 1024 packets ago.
            byte[] ancient = peer.nextPacket();
            for (int i = 0; i < 1_100; i++) {
                peer.send(peer.nextPacket());
                if (i % 32 == 0) {
                    peer.check();
                }
            }
            peer.send(ancient);
            peer.check();
            target.requireDrops(before, Map.of("replayed", 401L));
        }
    }

    @Test
    void srtpOfAnybodyElseIsCountedAndMovesNoWindow() throws Exception {
        var random = new SplittableRandom(SEED);
        try (RawPeer peer = RawPeer.publish(target, "srtp", "forged");
                RawPeer other = RawPeer.publish(target, "srtp", "forger")) {
            Map<String, Long> before = target.drops();
            int each = 100;
            for (int i = 0; i < each; i++) {
                byte[] tampered = peer.nextPacket();
                tampered[12 + random.nextInt(tampered.length - 12)] ^=
                        (byte) (1 << random.nextInt(8));
                peer.send(tampered);
                // Well sealed, but with the keys of another transport.
                peer.send(other.nextPacket());
                // As an attacker would jump the rollover counter.
                byte[] jumped = peer.nextPacket();
                jumped[2] ^= (byte) 0x80;
                peer.send(jumped);
                peer.check();
            }
            target.requireDrops(before, Map.of("unauthenticated", 3L * each));
            peer.send(peer.nextPacket());
            peer.check();
            assertThat(target.dropsSince(before)).isEqualTo(Map.of("unauthenticated", 3L * each));
        }
    }

    @Test
    void rtpWhoseLengthsLieIsCountedThoughItIsWellSealed() throws Exception {
        try (RawPeer peer = RawPeer.publish(target, "srtp", "liar")) {
            peer.send(peer.nextPacket());
            peer.check();
            Map<String, Long> before = target.drops();
            int sequence = 2_000;
            var lies = new ArrayList<byte[]>();
            // Padding longer than the payload, and padding of nothing.
            for (int padding : new int[] {255, 81, 0}) {
                byte[] packet = RawPeer.rtp(RawPeer.SSRC, sequence++);
                packet[0] |= 0x20;
                packet[packet.length - 1] = (byte) padding;
                lies.add(packet);
            }
            // A header extension of one-byte form whose element reaches over its end.
            for (int length : new int[] {0x4f, 0x1f, 0xef}) {
                byte[] packet =
                        withExtension(sequence++, 0xbede, new byte[] {(byte) length, 1, 2, 3});
                lies.add(packet);
            }
            // Of two-byte form.
            lies.add(withExtension(sequence++, 0x1000, new byte[] {3, (byte) 200, 1, 2}));
            for (byte[] lie : lies) {
                peer.send(peer.seal(lie));
                peer.check();
            }
            // RTCP: a report that claims more blocks than there are, feedback without a body.
            byte[] report = {(byte) 0x9f, (byte) 201, 0, 1, 0, 0, 0, 1};
            byte[] feedback = {(byte) 0x8f, (byte) 205, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};
            peer.send(peer.sealRtcp(report));
            peer.send(peer.sealRtcp(feedback));
            peer.check();
            Map<String, Long> counted = target.dropsSince(before);
            assertThat(counted).containsOnlyKeys("malformed_rtp", "malformed_rtcp");
            // Elements of extensions nobody negotiated are not looked into; all else is counted.
            assertThat(counted.get("malformed_rtp")).isBetween(3L, (long) lies.size());
            assertThat(counted).containsEntry("malformed_rtcp", 2L);
            peer.skipTo(3_000);
            // Lengths that lie in the clear header never get as far as a cipher.
            before = target.drops();
            byte[] contributors = peer.nextPacket();
            contributors[0] |= 0x0f;
            byte[] extension = peer.nextPacket();
            extension[0] |= 0x10;
            extension[14] = (byte) 0xff;
            extension[15] = (byte) 0xff;
            byte[] shorter = java.util.Arrays.copyOf(peer.nextPacket(), 20);
            peer.send(contributors);
            peer.send(extension);
            peer.send(shorter);
            peer.check();
            assertThat(target.dropsSince(before).values().stream().mapToLong(n -> n).sum())
                    .isEqualTo(3);
            assertThat(peer.isConnected()).isTrue();
        }
    }

    private static byte[] withExtension(int sequence, int profile, byte[] words) {
        byte[] plain = RawPeer.rtp(RawPeer.SSRC, sequence);
        plain[0] |= 0x10;
        var packet = ByteBuffer.allocate(plain.length + 4 + words.length);
        packet.put(plain, 0, 12).putShort((short) profile).putShort((short) (words.length / 4));
        packet.put(words).put(plain, 12, plain.length - 12);
        return packet.array();
    }

    @Test
    void streamsNobodyAnnouncedAreCountedAndNotRemembered() throws Exception {
        try (RawPeer peer = RawPeer.publish(target, "srtp", "streams")) {
            peer.send(peer.nextPacket());
            peer.check();
            Map<String, Long> before = target.drops();
            // One payload type only one section has would be adopted; this one nobody has.
            for (int i = 0; i < 300; i++) {
                byte[] packet = RawPeer.rtp(1_000 + i, 7);
                packet[1] = 99;
                peer.send(peer.seal(packet));
                peer.check();
            }
            target.requireDrops(before, Map.of("unknown_stream", 300L));
            // A BYE for somebody else's stream ends nothing.
            peer.send(
                    peer.sealRtcp(
                            new byte[] {(byte) 0x81, (byte) 203, 0, 1, 0x12, 0x34, 0x56, 0x78}));
            peer.check();
        }
    }

    // ---- descriptions

    @Test
    void anOfferOfOneMebibyteAndOffersOfRubbishEndThatPresenceOnly() throws Exception {
        String line = "a=candidate:1 1 udp 2130706431 10.0.0.1 9 typ host\r\n";
        String head = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
        var random = new SplittableRandom(SEED);
        var rubbish = new StringBuilder();
        for (int i = 0; i < 1 << 19; i++) {
            rubbish.append((char) (1 + random.nextInt(0x2000)));
        }
        for (String sdp :
                List.of(
                        head + line.repeat((1 << 20) / line.length()),
                        head + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n".repeat(30_000),
                        head + "a=group:BUNDLE" + " x".repeat(500_000),
                        "a=" + "y".repeat(1 << 20),
                        rubbish.toString(),
                        "")) {
            try (SignalSocket signal = join("offers", "offerer")) {
                signal.next(SignalResponse::hasJoin);
                long asked = System.nanoTime();
                signal.send(RawPeer.offerOf(sdp));
                SignalResponse leave = signal.next(SignalResponse::hasLeave);
                assertThat(leave.getLeave().getAction())
                        .isEqualTo(livekit.LivekitRtc.LeaveRequest.Action.RECONNECT);
                assertThat(Duration.ofNanos(System.nanoTime() - asked))
                        .isLessThan(Duration.ofSeconds(2));
                assertThat(signal.closeCode()).isEqualTo(1000);
            }
        }
    }

    // ---- signalling

    private SignalSocket join(String room, String identity) {
        return SignalSocket.open(uri(room, identity));
    }

    private URI uri(String room, String identity) {
        return RawPeer.join(target, target.token(AttackedInstallation.claims(room, identity)));
    }

    @Test
    void garbageOnTheSignallingSocketIsToldAndClosed() throws Exception {
        double before = target.metric("sfu_signal_closed_total", "violation");
        try (SignalSocket binary = join("garbage", "binary");
                SignalSocket text = join("garbage", "text");
                SignalSocket flood = join("garbage", "flood")) {
            binary.next(SignalResponse::hasJoin);
            binary.send(new byte[] {(byte) 0xff, 1, 2, 3});
            assertThat(binary.next(SignalResponse::hasLeave).hasLeave()).isTrue();
            assertThat(binary.closeCode()).isEqualTo(1007);
            text.next(SignalResponse::hasJoin);
            text.sendText("{\"offer\":{}}");
            assertThat(text.next(SignalResponse::hasLeave).hasLeave()).isTrue();
            assertThat(text.closeCode()).isEqualTo(1003);
            flood.next(SignalResponse::hasJoin);
            byte[] ping =
                    SignalRequest.newBuilder().setPingReq(Ping.newBuilder()).build().toByteArray();
            int sent = 0;
            while (sent < 5_000 && flood.isOpen() && flood.trySend(ping)) {
                sent++;
            }
            // Who sends on while the socket closes may meet TCP's reset before the code (RFC 6455
            // §7.1.1); the server's count below tells why it closed.
            assertThat(flood.closeCode()).isIn(1008, 1006);
            assertThat(sent).as("messages until it was too much").isGreaterThanOrEqualTo(1_000);
        }
        assertThat(target.metric("sfu_signal_closed_total", "violation")).isEqualTo(before + 3);
    }

    @Test
    void aFrameThatIsTooLargeClosesTheSocket() throws Exception {
        try (SignalSocket large = join("garbage", "large")) {
            large.next(SignalResponse::hasJoin);
            boolean unused = large.trySend(new byte[(2 << 20) + 1]);
            assertThat(large.closeCode()).isIn(1009, 1006);
        }
    }

    @Test
    void randomMessagesInTheShapeOfTheProtocolHarmNobody() throws Exception {
        System.out.println("seed " + SEED);
        var random = new SplittableRandom(SEED);
        int closed = 0;
        for (int person = 0; person < 20; person++) {
            try (SignalSocket signal = join("fuzzed", "person-" + person % 3)) {
                for (int i = 0; i < 200 && signal.isOpen(); i++) {
                    byte[] good = message(random).build().toByteArray();
                    for (int flips = random.nextInt(3); flips > 0 && good.length > 0; flips--) {
                        good[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                    if (!signal.trySend(good)) {
                        break;
                    }
                }
                closed += signal.isOpen() ? 0 : 1;
            }
        }
        assertThat(closed).as("connections that went too far").isPositive();
    }

    private static SignalRequest.Builder message(SplittableRandom random) {
        String text = "x".repeat(random.nextInt(300));
        var request = SignalRequest.newBuilder();
        return switch (random.nextInt(6)) {
            case 0 ->
                    request.setAddTrack(
                            AddTrackRequest.newBuilder()
                                    .setCid(text)
                                    .setName(text)
                                    .setWidth(random.nextInt())
                                    .setType(TrackType.forNumber(random.nextInt(3)))
                                    .setSource(TrackSource.forNumber(random.nextInt(5))));
            case 1 ->
                    request.setSubscription(
                            UpdateSubscription.newBuilder().addTrackSids(text).setSubscribe(true));
            case 2 ->
                    request.setMute(
                            livekit.LivekitRtc.MuteTrackRequest.newBuilder()
                                    .setSid(text)
                                    .setMuted(true));
            case 3 -> request.setSyncState(SyncState.newBuilder().addTrackSidsDisabled(text));
            case 4 ->
                    request.setUpdateMetadata(
                            UpdateParticipantMetadata.newBuilder().setMetadata(text).setName(text));
            default ->
                    request.setTrackSetting(
                            livekit.LivekitRtc.UpdateTrackSettings.newBuilder()
                                    .addTrackSids(text)
                                    .setWidth(random.nextInt())
                                    .setPriority(random.nextInt()));
        };
    }

    @Test
    void aClientThatNeverReadsIsGivenUpAndTheOthersGoOn() throws Exception {
        double before = target.metric("sfu_signal_closed_total", "slow_reader");
        var talkers = new ArrayList<SignalSocket>();
        try (SignalSocket deaf = SignalSocket.openDeaf(uriOfTalker("deaf"))) {
            assertThat(deaf.isOpen()).isTrue();
            // People who may describe themselves make the room talk: nine times 400 kB each, within
            // what one client may say, and more than sockets and queues hold for one who is deaf.
            for (int i = 0; i < 7; i++) {
                SignalSocket talker = SignalSocket.open(uriOfTalker("talker-" + i));
                talkers.add(talker);
                talker.next(SignalResponse::hasJoin);
                for (int round = 0; round < 9; round++) {
                    talker.send(
                            SignalRequest.newBuilder()
                                    .setUpdateMetadata(
                                            UpdateParticipantMetadata.newBuilder()
                                                    .setMetadata(("" + round).repeat(400_000))));
                    talker.next(SignalResponse::hasRequestResponse);
                }
            }
            assertThat(target.metric("sfu_signal_closed_total", "slow_reader"))
                    .isEqualTo(before + 1);
            assertThat(talkers).allMatch(SignalSocket::isOpen);
        } finally {
            talkers.forEach(SignalSocket::close);
        }
    }

    private URI uriOfTalker(String identity) {
        var claims = AttackedInstallation.claims("deaf", identity);
        RawPeer.grants(claims).put("canUpdateOwnMetadata", true);
        RawPeer.grants(claims).put("canSubscribe", false);
        return RawPeer.join(target, target.token(claims));
    }

    @Test
    void whatOneParticipantMakesTheServerRememberIsBounded() throws Exception {
        var peers = new ArrayList<SignalSocket>();
        try {
            for (int i = 0; i < 3; i++) {
                SignalSocket signal = join("memory", "hoarder-" + i);
                signal.next(SignalResponse::hasJoin);
                peers.add(signal);
            }
            sendNames(peers, 0, 6);
            long before = AttackedInstallation.heapBytes();
            sendNames(peers, 6, 90);
            assertThat(AttackedInstallation.heapBytes() - before)
                    .as("heap for wishes about tracks that do not exist")
                    .isLessThan(6 << 20);
            SignalSocket first = peers.getFirst();
            int accepted = 0;
            for (int i = 0; i < 40; i++) {
                first.send(
                        SignalRequest.newBuilder()
                                .setAddTrack(
                                        AddTrackRequest.newBuilder()
                                                .setCid("track-" + i)
                                                .setType(TrackType.VIDEO)
                                                .setSource(TrackSource.CAMERA)));
                SignalResponse answer =
                        first.next(m -> m.hasTrackPublished() || m.hasRequestResponse());
                accepted += answer.hasTrackPublished() ? 1 : 0;
            }
            assertThat(accepted).as("tracks announced and never published").isEqualTo(20);
        } finally {
            peers.forEach(SignalSocket::close);
        }
    }

    private static void sendNames(List<SignalSocket> peers, int from, int to) {
        for (int round = from; round < to; round++) {
            for (SignalSocket peer : peers) {
                var sids = new ArrayList<String>();
                for (int i = 0; i < 900; i++) {
                    sids.add("TR_" + round + "_" + i);
                }
                peer.send(
                        SignalRequest.newBuilder()
                                .setSyncState(
                                        SyncState.newBuilder().addAllTrackSidsDisabled(sids)));
                peer.send(
                        SignalRequest.newBuilder()
                                .setSubscription(
                                        UpdateSubscription.newBuilder().addAllTrackSids(sids)));
            }
        }
    }

    @Test
    void aParticipantsHandshakeRubbishKeepsNobodyElseOut() throws Exception {
        // The vandal's own transport ends by it, so somebody else tells that it has arrived.
        try (RawPeer vandal = RawPeer.negotiate(target, "handshakes", "vandal");
                RawPeer pacer = RawPeer.publish(target, "handshakes", "pacer")) {
            vandal.check();
            byte[] rubbish = new byte[100];
            rubbish[0] = 22;
            rubbish[1] = (byte) 0xfe;
            rubbish[2] = (byte) 0xfd;
            rubbish[12] = (byte) (rubbish.length - 13);
            Map<String, Long> before = target.drops();
            for (int i = 0; i < 2_000; i++) {
                vandal.send(rubbish);
                if (i % 32 == 0) {
                    pacer.check();
                }
            }
            pacer.check();
            try (RawPeer honest = RawPeer.publish(target, "handshakes", "honest")) {
                assertThat(honest.isConnected()).isTrue();
            }
            Map<String, Long> dropped = target.dropsSince(before);
            assertThat(
                            dropped.getOrDefault("unauthenticated", 0L)
                                    + dropped.getOrDefault("unknown_path", 0L))
                    .as("beyond what one handshake may take")
                    .isGreaterThanOrEqualTo(2_000 - 128);
        }
    }
}
