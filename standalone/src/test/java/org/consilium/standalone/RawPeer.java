package org.consilium.standalone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import livekit.LivekitModels.TrackSource;
import livekit.LivekitModels.TrackType;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.SessionDescription;
import livekit.LivekitRtc.SignalRequest;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsEvents;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpKeyingMaterial;
import org.consilium.media.srtp.SrtpProfile;
import org.consilium.media.srtp.SrtpSender;
import org.consilium.media.stun.StunAttribute;
import org.consilium.media.stun.StunClass;
import org.consilium.media.stun.StunKey;
import org.consilium.media.stun.StunMethod;
import org.consilium.media.stun.StunWriter;
import org.consilium.server.dtls.DtlsService;
import org.consilium.server.dtls.DtlsSettings;

/**
 * Somebody who was let in and whose every datagram the test writes: signals by WebSocket, checks by
 * STUN, shakes hands by DTLS and holds the keys of SRTP. Publishes one audio track and receives
 * nothing.
 */
final class RawPeer implements AutoCloseable {
    static final int SSRC = 0x0ad0_0ad0;
    private static final int PAYLOAD_TYPE = 111;
    private static final String UFRAG = "advy";
    private static final String PASSWORD = "adversaryPasswordOf24char";
    private static final byte[] TRANSACTION = new byte[12];

    /** Certificates cost a while: one service for all. */
    private static final DtlsService DTLS =
            new DtlsService(DtlsSettings.standard(), new SecureRandom(), InstantSource.system());

    final SignalSocket signal;
    final DatagramChannel socket;
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final BlockingQueue<byte[]> stunAnswers = new LinkedBlockingQueue<>();
    private final CompletableFuture<SrtpSender> keys = new CompletableFuture<>();
    private final CompletableFuture<DtlsEnd> ended = new CompletableFuture<>();
    private final DtlsEndpoint dtls;
    private final InetSocketAddress server;
    private String serverUfrag = "";
    private String serverPassword = "";
    private int sequence = 100;

    private RawPeer(AttackedInstallation installation, String room, String identity)
            throws Exception {
        server = installation.media();
        var claims = AttackedInstallation.claims(room, identity);
        grants(claims).put("canSubscribe", false);
        signal = SignalSocket.open(join(installation, installation.token(claims)));
        socket = DatagramChannel.open();
        socket.connect(server);
        dtls = loop.submit(() -> DTLS.provider(this::execute).open()).get();
    }

    private boolean execute(Runnable task) {
        if (loop.isShutdown()) {
            return false;
        }
        loop.execute(task);
        return true;
    }

    @SuppressWarnings("unchecked") // as made by AttackedInstallation.claims
    static java.util.Map<String, Object> grants(java.util.Map<String, Object> claims) {
        return (java.util.Map<String, Object>) Objects.requireNonNull(claims.get("video"));
    }

    /** The address of the signalling with this token. */
    static URI join(AttackedInstallation installation, String token) {
        return URI.create(
                installation.signalling()
                        + "/rtc?protocol=16&auto_subscribe=0&access_token="
                        + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    /** Joins and negotiates, but sends nothing yet. */
    static RawPeer negotiate(AttackedInstallation installation, String room, String identity)
            throws Exception {
        var peer = new RawPeer(installation, room, identity);
        peer.signal.next(message -> message.hasJoin());
        peer.offer();
        Thread.ofVirtual().start(peer::receive);
        return peer;
    }

    /** Joins and publishes: ICE and DTLS are up. */
    static RawPeer publish(AttackedInstallation installation, String room, String identity)
            throws Exception {
        RawPeer peer = negotiate(installation, room, identity);
        peer.check();
        peer.shakeHands();
        return peer;
    }

    private void offer() throws Exception {
        signal.send(
                SignalRequest.newBuilder()
                        .setAddTrack(
                                AddTrackRequest.newBuilder()
                                        .setCid("mic")
                                        .setType(TrackType.AUDIO)
                                        .setSource(TrackSource.MICROPHONE)));
        signal.next(message -> message.hasTrackPublished());
        signal.send(offerOf(offerText()));
        String answer = signal.next(message -> message.hasAnswer()).getAnswer().getSdp();
        serverUfrag = field(answer, "a=ice-ufrag:(\\S+)");
        serverPassword = field(answer, "a=ice-pwd:(\\S+)");
        var expected =
                new DtlsFingerprint("sha-256", field(answer, "a=fingerprint:sha-256 (\\S+)"));
        fingerprint = expected;
    }

    private DtlsFingerprint fingerprint = new DtlsFingerprint("sha-256", "");

    static SignalRequest.Builder offerOf(String sdp) {
        return SignalRequest.newBuilder()
                .setOffer(SessionDescription.newBuilder().setType("offer").setSdp(sdp));
    }

    private static String field(String text, String pattern) {
        var found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return found.group(1);
    }

    private String offerText() {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "m=audio 9 UDP/TLS/RTP/SAVPF " + PAYLOAD_TYPE,
                "c=IN IP4 0.0.0.0",
                "a=ice-ufrag:" + UFRAG,
                "a=ice-pwd:" + PASSWORD,
                "a=fingerprint:sha-256 " + dtls.localFingerprint().value(),
                "a=setup:actpass",
                "a=mid:0",
                "a=sendonly",
                "a=msid:- mic",
                "a=rtcp-mux",
                "a=rtpmap:" + PAYLOAD_TYPE + " opus/48000/2",
                "a=ssrc:" + SSRC + " cname:adversary",
                "");
    }

    // ---- ICE

    /** A binding request that nominates, with the right integrity or another one. */
    byte[] bindingRequest(String password) {
        var writer = new StunWriter(256);
        TRANSACTION[0]++;
        writer.begin(StunClass.REQUEST, StunMethod.BINDING, TRANSACTION, 0);
        writer.text(StunAttribute.USERNAME, serverUfrag + ":" + UFRAG);
        writer.unsignedInt(StunAttribute.PRIORITY, 1845501695L);
        writer.unsignedLong(StunAttribute.ICE_CONTROLLING, 7);
        writer.flag(StunAttribute.USE_CANDIDATE);
        if (!password.isEmpty()) {
            writer.integrity(StunKey.ofPassword(password));
        }
        writer.fingerprint();
        return Arrays.copyOf(writer.array(), writer.length());
    }

    String serverPassword() {
        return serverPassword;
    }

    /** Sends a connectivity check and waits for its answer: what was sent before has arrived. */
    void check() throws Exception {
        for (int attempt = 0; attempt < 20; attempt++) {
            stunAnswers.clear();
            send(bindingRequest(serverPassword));
            byte[] answer = stunAnswers.poll(500, TimeUnit.MILLISECONDS);
            if (answer != null) {
                return;
            }
        }
        throw new AssertionError("connectivity checks are not answered");
    }

    void send(byte[] datagram) throws IOException {
        send(datagram, datagram.length);
    }

    void send(byte[] datagram, int length) throws IOException {
        socket.write(ByteBuffer.wrap(datagram, 0, length));
    }

    private void receive() {
        var buffer = ByteBuffer.allocate(2048);
        try {
            while (true) {
                buffer.clear();
                socket.read(buffer);
                byte[] datagram = Arrays.copyOf(buffer.array(), buffer.position());
                int first = datagram.length == 0 ? 255 : datagram[0] & 0xff;
                if (first <= 3) {
                    stunAnswers.add(datagram);
                } else if (first >= 20 && first <= 63) {
                    boolean unused = execute(() -> dtls.onDatagram(datagram, 0, datagram.length));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    // ---- DTLS and SRTP

    void shakeHands() throws Exception {
        loop.submit(() -> dtls.start(DtlsRole.CLIENT, List.of(fingerprint), new Side())).get();
        keys.get(10, TimeUnit.SECONDS);
    }

    private final class Side implements DtlsEvents {
        @Override
        public void onTransmit(byte[] array, int offset, int length) {
            try {
                socket.write(ByteBuffer.wrap(array, offset, length));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onEstablished(int srtpProfile, byte[] keyingMaterial) {
            var material =
                    new SrtpKeyingMaterial(
                            SrtpProfile.withNumber(srtpProfile).orElseThrow(), keyingMaterial);
            keys.complete(new SrtpSender(material.client(), new JdkCipherSuite()));
        }

        @Override
        public void onApplicationData(byte[] array, int offset, int length) {}

        @Override
        public void onEnd(DtlsEnd end) {
            ended.complete(end);
            keys.completeExceptionally(new AssertionError("DTLS ended: " + end));
        }
    }

    /** Goes on with this number, for a test that has used those before it. */
    void skipTo(int number) {
        sequence = number;
    }

    /** The next packet of 20 ms of sound, sealed. */
    byte[] nextPacket() {
        return seal(rtp(SSRC, sequence++));
    }

    /** An RTP packet of this peer's track in the clear. */
    static byte[] rtp(int ssrc, int sequence) {
        var packet = ByteBuffer.allocate(12 + 80);
        packet.put((byte) 0x80).put((byte) PAYLOAD_TYPE).putShort((short) sequence);
        packet.putInt(sequence * 960).putInt(ssrc);
        return packet.array();
    }

    /** Seals whatever the test takes for RTP. */
    byte[] seal(byte[] plain) {
        var sealed = new byte[plain.length + SrtpProfile.MAX_OVERHEAD_BYTES];
        int length = keys.join().protectRtp(plain, 0, plain.length, sealed, 0);
        if (length < 0) {
            throw new AssertionError("cannot seal: " + length);
        }
        return Arrays.copyOf(sealed, length);
    }

    byte[] sealRtcp(byte[] plain) {
        var sealed = new byte[plain.length + SrtpProfile.MAX_OVERHEAD_BYTES];
        int length = keys.join().protectRtcp(plain, 0, plain.length, sealed, 0);
        if (length < 0) {
            throw new AssertionError("cannot seal: " + length);
        }
        return Arrays.copyOf(sealed, length);
    }

    boolean isConnected() {
        return keys.isDone() && !ended.isDone();
    }

    @Override
    public void close() throws IOException {
        signal.close();
        socket.close();
        loop.shutdownNow();
    }
}
