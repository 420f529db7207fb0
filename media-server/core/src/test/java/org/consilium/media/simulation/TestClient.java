package org.consilium.media.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.JoinRequest;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantKind;
import org.consilium.media.room.ParticipantListener;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomSettings;
import org.consilium.media.room.TrackKind;
import org.consilium.media.room.TrackRequest;
import org.consilium.media.room.TrackSettings;
import org.consilium.media.room.TrackSource;
import org.consilium.media.room.VideoLayer;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.consilium.media.sctp.DataChannel;
import org.consilium.media.sctp.SctpAssociation;
import org.consilium.media.sctp.SctpEnd;
import org.jspecify.annotations.Nullable;

/**
 * A person with a browser, in virtual time: joins, publishes, receives, loses the network, comes
 * back. Signalling is instant; media crosses the simulated network.
 */
public final class TestClient implements ParticipantListener {

    private final SimulatedConference conference;
    private final String identity;
    private final LinkConditions up;
    private final LinkConditions down;
    private final List<ParticipantEvent> inbox = new ArrayList<>();
    private final List<ParticipantEvent> events = new ArrayList<>();
    private final Map<String, TestVideoReceiver> videos = new LinkedHashMap<>();
    private final Map<String, TestAudioReceiver> audios = new LinkedHashMap<>();
    private final List<TestVideoSource> layers = new ArrayList<>();
    private final List<TestDescriptions.Section> sections = new ArrayList<>();
    private final Map<String, ParticipantSnapshot> others = new HashMap<>();
    private final List<byte[]> messages = new ArrayList<>();
    private final Side publisher;
    private final Side subscriber;
    private @Nullable TestAudioSource audio;
    private String sid = "";
    private boolean adaptive;
    private boolean withoutBackup = true;
    private boolean decodesVp9 = true;
    private boolean single;
    private int slots;
    private boolean offerLater;
    private int restarts;
    private int offers;
    private @Nullable EndReason ended;
    private @Nullable DataChannel reliable;
    private @Nullable DataChannel lossy;

    TestClient(
            SimulatedConference conference,
            String identity,
            LinkConditions up,
            LinkConditions down) {
        this.conference = conference;
        this.identity = identity;
        this.up = up;
        this.down = down;
        this.publisher = new Side("pub" + identity.hashCode());
        this.subscriber = new Side("sub" + identity.hashCode());
    }

    /** One of the two transports and what arrives on it. */
    private final class Side implements TestTransport.Media {
        private final String ufrag;
        private TestTransport transport;

        Side(String ufrag) {
            this.ufrag = ufrag.replace('-', '0') + "0000";
            this.transport = open();
        }

        private TestTransport open() {
            var opened =
                    new TestTransport(
                            conference.network(),
                            conference.freshAddress(),
                            up,
                            conference,
                            ufrag,
                            this);
            conference.register(opened, down);
            return opened;
        }

        @Override
        public void onUp() {}

        @Override
        public void onRtp(byte[] array, int length, long nowNanos) {
            int ssrc = BigEndian.i32(array, 8);
            for (TestVideoReceiver video : videos.values()) {
                if (video.takes(ssrc)) {
                    video.onRtp(array, length, nowNanos);
                }
            }
            for (TestAudioReceiver receiver : audios.values()) {
                if (receiver.takes(ssrc)) {
                    receiver.onRtp(array, length);
                }
            }
        }

        @Override
        public void onRtcp(byte[] array, int length, long nowNanos) {
            RtcpReader.read(array, 0, length, new Feedback());
        }

        @Override
        public void onConnected() {
            if (this == publisher && transport.data() != null) {
                long now = conference.network().nowNanos();
                reliable = transport.data().openChannel("_reliable", "", true, -1, -1, now);
                lossy = transport.data().openChannel("_lossy", "", false, 0, -1, now);
            }
        }

        @Override
        public void onChannelOpen(DataChannel channel) {}

        @Override
        public void onMessage(DataChannel channel, boolean binary, byte[] message) {
            messages.add(message);
        }

        @Override
        public void onChannelClosed(DataChannel channel) {}

        @Override
        public void onBufferedLow() {}

        @Override
        public void onEnd(SctpEnd end) {}
    }

    private final class Feedback implements RtcpVisitor {
        @Override
        public void onNack(int senderSsrc, int mediaSsrc, int sequence) {
            for (TestVideoSource layer : layers) {
                if (layer.ssrc() == mediaSsrc) {
                    layer.onNack(sequence);
                }
            }
        }

        @Override
        public void onPictureLoss(int senderSsrc, int mediaSsrc) {
            for (TestVideoSource layer : layers) {
                if (layer.ssrc() == mediaSsrc) {
                    layer.onPictureLoss();
                }
            }
        }

        @Override
        public void onReportBlock(
                int reporterSsrc,
                int ssrc,
                int fractionLost,
                int cumulativeLost,
                int highestSequence,
                long jitter,
                int lastSenderReport,
                int delaySinceLastSenderReport) {
            for (TestVideoSource layer : layers) {
                if (layer.ssrc() == ssrc) {
                    layer.onAcknowledged();
                }
            }
        }
    }

    public TestClient adaptive() {
        adaptive = true;
        return this;
    }

    /** Publishes and receives on one connection, and makes all offers. */
    TestClient single() {
        single = true;
        return this;
    }

    void join() {
        conference.command(
                new RoomCommand.Join(
                        new JoinRequest(
                                identity,
                                identity,
                                "",
                                Map.of(),
                                ParticipantKind.STANDARD,
                                new Permissions(
                                        true, true, true, Set.of(), false, false, false, false,
                                        false),
                                17,
                                1,
                                List.of(),
                                "js",
                                "chrome",
                                true,
                                adaptive,
                                single),
                        RoomSettings.DEFAULT,
                        "",
                        this));
        work();
        if (single) {
            addSlots(3, 3);
            offer();
        }
    }

    private void addSlots(int newAudios, int newVideos) {
        for (int i = 0; i < newAudios + newVideos; i++) {
            sections.add(TestDescriptions.Section.slot("s" + slots++, i >= newAudios));
        }
    }

    /** Publishes a microphone and a camera of three layers. */
    public TestClient publish() {
        return publish(true, 30);
    }

    public TestClient publish(boolean simulcast, int framesPerSecond) {
        var random = conference.network().split();
        conference.command(
                new RoomCommand.AddTrack(
                        sid, track("mic-" + identity, TrackKind.AUDIO, TrackSource.MICROPHONE)));
        conference.command(
                new RoomCommand.AddTrack(
                        sid, track("cam-" + identity, TrackKind.VIDEO, TrackSource.CAMERA)));
        int audioSsrc = random.nextInt();
        sections.add(
                new TestDescriptions.Section(
                        "0", false, true, "mic-" + identity, false, audioSsrc));
        sections.add(
                new TestDescriptions.Section("1", true, true, "cam-" + identity, simulcast, 0));
        offer();
        audio = new TestAudioSource(publisher.transport, random, "0", audioSsrc);
        if (simulcast) {
            layers.add(source(random, "q", 0, 320, 1, framesPerSecond));
            layers.add(source(random, "h", 1, 640, 2, framesPerSecond));
            layers.add(source(random, "f", 2, 1280, 4, framesPerSecond));
        } else {
            layers.add(source(random, "", 0, 640, 2, framesPerSecond));
        }
        return this;
    }

    private TestVideoSource source(
            RandomGenerator random,
            String rid,
            int layer,
            int width,
            int packets,
            int framesPerSecond) {
        return new TestVideoSource(
                publisher.transport, random, "1", rid, layer, width, packets, framesPerSecond);
    }

    /** Announces and offers a camera in VP9, with VP8 to be had instead; no VP9 is ever sent. */
    TestClient offerVp9WithBackup() {
        withoutBackup = false;
        String cid = "cam-" + identity;
        var codecs =
                List.of(
                        new TrackRequest.Codec("video/VP9", cid),
                        new TrackRequest.Codec("video/VP8", ""));
        conference.command(new RoomCommand.AddTrack(sid, camera(cid, codecs, "")));
        sections.add(new TestDescriptions.Section("1", true, true, cid, false, 0));
        offer();
        return this;
    }

    /** Sends the camera in the backup codec as well, as it was asked to. */
    void publishBackup(String trackSid) {
        String cid = "backup-" + identity;
        var codecs = List.of(new TrackRequest.Codec("video/VP8", cid));
        conference.command(new RoomCommand.AddTrack(sid, camera(cid, codecs, trackSid)));
        sections.add(new TestDescriptions.Section("2", true, true, cid, false, 0));
        offer();
        layers.add(
                new TestVideoSource(
                        publisher.transport, conference.network().split(), "2", "", 0, 640, 2, 30));
    }

    /** Ends the backup: its section goes inactive. */
    void unpublishBackup() {
        sections.set(1, new TestDescriptions.Section("2", true, false, "", false, 0));
        layers.clear();
        offer();
    }

    private static TrackRequest camera(
            String cid, List<TrackRequest.Codec> codecs, String trackSid) {
        return new TrackRequest(
                cid,
                "",
                TrackKind.VIDEO,
                TrackSource.CAMERA,
                false,
                1280,
                720,
                List.of(new VideoLayer(2, 1280, 720, 1_700_000, "", 0)),
                codecs,
                "camera",
                false,
                false,
                true,
                Set.of(),
                0,
                0,
                trackSid);
    }

    /** A client that cannot decode VP9. */
    TestClient withoutVp9() {
        decodesVp9 = false;
        return this;
    }

    private String offered(String sdp) {
        return withoutBackup ? sdp : sdp.replaceFirst("VP8/90000", "VP9/90000");
    }

    private String answered(String sdp) {
        return decodesVp9
                ? sdp
                : sdp.replace(" 98 99", "").replaceAll("a=(rtpmap|fmtp|rtcp-fb):9[89] .*\r\n", "");
    }

    private TrackRequest track(String cid, TrackKind kind, TrackSource source) {
        List<VideoLayer> announced =
                kind == TrackKind.AUDIO
                        ? List.of()
                        : List.of(
                                new VideoLayer(0, 320, 180, 150_000, "", 0),
                                new VideoLayer(1, 640, 360, 500_000, "", 0),
                                new VideoLayer(2, 1280, 720, 1_700_000, "", 0));
        return new TrackRequest(
                cid, "", kind, source, false, 1280, 720, announced, List.of(), "camera", false,
                false, true, Set.of(), 0, 0, "");
    }

    private void offer() {
        conference.command(
                new RoomCommand.PublisherOffer(
                        sid,
                        ++offers,
                        offered(
                                TestDescriptions.offer(
                                        sections,
                                        publisher.ufrag + "r".repeat(restarts),
                                        "pwd0123456789012345678901"))));
        work();
    }

    /** The encoder stops its largest layers, as a browser does that is short of bandwidth. */
    public void stopLayersAbove(int layer) {
        layers.removeIf(source -> source.layer() > layer);
    }

    /** Takes the camera off: its section goes inactive. */
    public void unpublishVideo() {
        sections.replaceAll(
                section ->
                        section.video()
                                ? new TestDescriptions.Section(
                                        section.mid(), true, false, "", section.simulcast(), 0)
                                : section);
        layers.clear();
        offer();
    }

    @Override
    public void onEvent(ParticipantEvent event) {
        inbox.add(event);
    }

    /** Acts on what the server has told; never from inside a call of the engine. */
    private void work() {
        while (!inbox.isEmpty()) {
            ParticipantEvent event = inbox.removeFirst();
            events.add(event);
            switch (event) {
                case ParticipantEvent.Joined joined -> {
                    sid = joined.self().sid();
                    joined.others().forEach(other -> others.put(other.sid(), other));
                }
                case ParticipantEvent.Resumed resumed ->
                        resumed.others().forEach(other -> others.put(other.sid(), other));
                case ParticipantEvent.ParticipantsChanged changed ->
                        changed.participants().forEach(other -> others.put(other.sid(), other));
                case ParticipantEvent.SubscriberOffer offer -> onSubscriberOffer(offer);
                case ParticipantEvent.PublisherAnswer answer -> {
                    TestDescriptions.Remote remote = TestDescriptions.read(answer.sdp());
                    publisher.transport.remote(remote.ufrag(), remote.password());
                    if (single) {
                        receive(remote, publisher.transport);
                    }
                }
                case ParticipantEvent.MediaSectionsRequired more -> {
                    addSlots(more.audios(), more.videos());
                    offerLater = true;
                }
                case ParticipantEvent.Ended end -> ended = end.reason();
                default -> {}
            }
        }
        if (offerLater) {
            offerLater = false;
            offer();
        }
    }

    private void onSubscriberOffer(ParticipantEvent.SubscriberOffer offer) {
        TestDescriptions.Remote remote = TestDescriptions.read(offer.sdp());
        receive(remote, subscriber.transport);
        conference.command(
                new RoomCommand.SubscriberAnswer(
                        sid,
                        offer.id(),
                        answered(
                                TestDescriptions.answer(
                                        offer.sdp(),
                                        subscriber.ufrag,
                                        "pwd0123456789012345678901"))));
        subscriber.transport.remote(remote.ufrag(), remote.password());
    }

    private void receive(TestDescriptions.Remote remote, TestTransport transport) {
        for (TestDescriptions.RemoteSection section : remote.sections()) {
            if (!section.sends()) {
                continue;
            }
            if (section.rtxSsrc() != 0) {
                videos.computeIfAbsent(
                        section.streamId(),
                        id -> new TestVideoReceiver(transport, section.ssrc(), section.rtxSsrc()));
            } else {
                audios.computeIfAbsent(
                        section.streamId(), id -> new TestAudioReceiver(section.ssrc()));
            }
        }
        Set<String> offered = new HashSet<>();
        remote.sections().stream()
                .filter(TestDescriptions.RemoteSection::sends)
                .forEach(section -> offered.add(section.streamId()));
        videos.keySet().retainAll(offered);
        audios.keySet().retainAll(offered);
    }

    void onTick(long nowNanos) {
        work();
        publisher.transport.onTick(nowNanos);
        subscriber.transport.onTick(nowNanos);
        if (publisher.transport.isUp()) {
            if (audio != null) {
                audio.onTick(nowNanos);
            }
            layers.forEach(layer -> layer.onTick(nowNanos));
        }
        videos.values().forEach(video -> video.onTick(nowNanos));
        work();
    }

    /** What this client wants of everybody's video. */
    public void want(TrackSettings settings) {
        List<String> trackSids = new ArrayList<>();
        videos.keySet().forEach(stream -> trackSids.add(stream.split("\\|")[1]));
        conference.command(new RoomCommand.UpdateTrackSettings(sid, trackSids, settings));
        work();
    }

    public void mute(TrackKind kind, boolean muted) {
        String trackSid =
                events.stream()
                        .filter(ParticipantEvent.TrackAccepted.class::isInstance)
                        .map(ParticipantEvent.TrackAccepted.class::cast)
                        .filter(accepted -> accepted.track().kind() == kind)
                        .findFirst()
                        .orElseThrow()
                        .track()
                        .sid();
        conference.command(new RoomCommand.MuteTrack(sid, trackSid, muted, false));
        work();
    }

    public void leave() {
        conference.command(new RoomCommand.Leave(sid, EndReason.CLIENT_INITIATED));
        conference.forget(this);
        work();
    }

    /** The signalling connection breaks without a word. */
    public void loseSignal() {
        conference.command(new RoomCommand.SignalLost(sid, this));
        work();
    }

    /** Comes back on a new signalling connection. */
    public void resume() {
        conference.command(new RoomCommand.Resume(identity, sid, this));
        work();
        if (single) {
            restarts++;
            offer();
        }
    }

    /**
     * From one network into another: addresses, and with them the signalling connection, change.
     */
    void changeNetwork() {
        conference.move(publisher.transport, down);
        conference.move(subscriber.transport, down);
        loseSignal();
    }

    /** Comes back as {@link #resume}, and both ends of ICE begin anew on every connection. */
    void resumeWithRestart() {
        resume();
        if (!single) {
            restarts++;
            offer();
        }
    }

    /** Nothing gets through on the connection on which it publishes, or everything again. */
    public void silencePublisher(boolean silent) {
        publisher.transport.silence(silent);
    }

    /** What broke on the connection on which it publishes is beyond repair. */
    void breakPublisher() {
        publisher.transport.breakDtls();
    }

    /** How an application begins its data channels anew. */
    enum DataEnd {
        ABORT,
        SHUTDOWN,
        /** Its state is lost, and nothing was said. */
        LOSS
    }

    /** Ends the data channels of both connections, and begins new ones after a second. */
    void restartData(DataEnd how) {
        for (Side side : List.of(publisher, subscriber)) {
            SctpAssociation data = side.transport.data();
            if (data == null) {
                throw new AssertionError("no data yet");
            }
            long now = conference.network().nowNanos();
            switch (how) {
                case ABORT -> data.abort(now);
                case SHUTDOWN -> data.shutdown(now);
                case LOSS -> {}
            }
        }
        conference.runForMillis(1_000);
        for (Side side : List.of(publisher, subscriber)) {
            side.transport.beginData(conference.network().nowNanos());
        }
    }

    /** The machine is off, or back. */
    public void silence(boolean silent) {
        publisher.transport.silence(silent);
        subscriber.transport.silence(silent);
    }

    /** Both directions of both transports behave like this from now on. */
    public void conditions(LinkConditions newUp, LinkConditions newDown) {
        for (Side side : List.of(publisher, subscriber)) {
            side.transport.uplink().conditions(newUp);
            conference.downlink(side.transport).conditions(newDown);
        }
    }

    public void send(byte[] packet, boolean isReliable) {
        DataChannel channel = isReliable ? reliable : lossy;
        if (channel == null || publisher.transport.data() == null) {
            throw new AssertionError("no data channel yet");
        }
        publisher
                .transport
                .data()
                .send(channel, true, packet, 0, packet.length, conference.network().nowNanos());
    }

    public String sid() {
        return sid;
    }

    /** Whether media can reach it. */
    boolean isConnected() {
        return subscriber.transport.isUp();
    }

    /** How many sections it has for receiving. */
    int slots() {
        return slots;
    }

    public List<ParticipantEvent> events() {
        return events;
    }

    public List<byte[]> messages() {
        return messages;
    }

    public @Nullable EndReason ended() {
        return ended;
    }

    /** What this client knows of another participant. */
    public ParticipantSnapshot other(String participantSid) {
        ParticipantSnapshot other = others.get(participantSid);
        if (other == null) {
            throw new AssertionError(identity + " knows nobody of sid " + participantSid);
        }
        return other;
    }

    Map<String, TestVideoReceiver> videos() {
        return videos;
    }

    Map<String, TestAudioReceiver> audios() {
        return audios;
    }

    List<TestVideoSource> layers() {
        return layers;
    }

    TestAudioSource microphone() {
        if (audio == null) {
            throw new AssertionError("publishes nothing");
        }
        return audio;
    }
}
