package org.consilium.perf.load.signal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import livekit.LivekitModels.ParticipantInfo;
import livekit.LivekitModels.TrackSource;
import livekit.LivekitModels.TrackType;
import livekit.LivekitModels.VideoLayer;
import livekit.LivekitModels.VideoQuality;
import livekit.LivekitRtc.AddTrackRequest;
import livekit.LivekitRtc.LeaveRequest;
import livekit.LivekitRtc.Ping;
import livekit.LivekitRtc.SessionDescription;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import livekit.LivekitRtc.SignalTarget;
import livekit.LivekitRtc.TrickleRequest;
import org.jspecify.annotations.Nullable;

/**
 * One participant's signalling connection. Requests may be made from one thread; they leave in
 * order. Events come on the executor's.
 */
public final class SignalSession {
    private static final Pattern CANDIDATE = Pattern.compile("\"candidate\"\\s*:\\s*\"([^\"]*)\"");

    /**
     * A layer of a camera as it is announced.
     *
     * @param bitrateBps of the encoder
     */
    public record Layer(int width, int height, int bitrateBps) {}

    private final Executor executor;
    private final SignalEvents events;

    /** The connection, once it is there and everything sent before has left. */
    private CompletableFuture<WebSocket> sent = new CompletableFuture<>();

    private SignalSession(Executor executor, SignalEvents events) {
        this.executor = executor;
        this.events = events;
    }

    /** Connects and joins; what comes of it is told by events. */
    public static SignalSession join(
            HttpClient http,
            SignalAddress server,
            String room,
            String identity,
            boolean publishes,
            Executor executor,
            SignalEvents events) {
        var session = new SignalSession(executor, events);
        long nowSeconds = System.currentTimeMillis() / 1000;
        session.sent =
                http.newWebSocketBuilder()
                        .buildAsync(
                                server.join(room, identity, publishes, nowSeconds),
                                session.new Listener());
        CompletableFuture<?> unused =
                session.sent.whenComplete((socket, failure) -> session.tellFailure(failure));
        return session;
    }

    private void tellFailure(@Nullable Throwable failure) {
        if (failure != null) {
            executor.execute(() -> events.onClosed("cannot connect: " + failure.getMessage()));
        }
    }

    /** Announces a microphone. */
    public void addMicrophone(String cid) {
        send(
                SignalRequest.newBuilder()
                        .setAddTrack(
                                AddTrackRequest.newBuilder()
                                        .setCid(cid)
                                        .setName("microphone")
                                        .setType(TrackType.AUDIO)
                                        .setSource(TrackSource.MICROPHONE)
                                        .setDisableRed(true)));
    }

    /** Announces a camera with its layers, the smallest first. */
    public void addCamera(String cid, List<Layer> layers) {
        Layer largest = layers.getLast();
        var track =
                AddTrackRequest.newBuilder()
                        .setCid(cid)
                        .setName("camera")
                        .setType(TrackType.VIDEO)
                        .setSource(TrackSource.CAMERA)
                        .setWidth(largest.width())
                        .setHeight(largest.height());
        for (int i = 0; i < layers.size(); i++) {
            // A single layer is of the highest quality.
            int quality = layers.size() == 1 ? VideoQuality.HIGH_VALUE : i;
            track.addLayers(
                    VideoLayer.newBuilder()
                            .setQualityValue(quality)
                            .setWidth(layers.get(i).width())
                            .setHeight(layers.get(i).height())
                            .setBitrate(layers.get(i).bitrateBps()));
        }
        send(SignalRequest.newBuilder().setAddTrack(track));
    }

    /** Offers the connection on which we send. */
    public void offer(String sdp) {
        send(SignalRequest.newBuilder().setOffer(description("offer", sdp, 1)));
    }

    /** Answers the offer of this id. */
    public void answer(int id, String sdp) {
        send(SignalRequest.newBuilder().setAnswer(description("answer", sdp, id)));
    }

    private static SessionDescription description(String type, String sdp, int id) {
        return SessionDescription.newBuilder().setType(type).setSdp(sdp).setId(id).build();
    }

    /** Tells the server that we are there; due every few seconds. */
    public void ping() {
        send(
                SignalRequest.newBuilder()
                        .setPingReq(Ping.newBuilder().setTimestamp(System.currentTimeMillis())));
    }

    /** Leaves for good and closes the connection. */
    public void leave() {
        send(SignalRequest.newBuilder().setLeave(LeaveRequest.newBuilder()));
        then(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }

    private void send(SignalRequest.Builder request) {
        ByteBuffer bytes = ByteBuffer.wrap(request.build().toByteArray());
        then(socket -> socket.sendBinary(bytes, true));
    }

    private void then(Function<WebSocket, CompletableFuture<WebSocket>> step) {
        sent = sent.thenCompose(step);
    }

    private void onMessage(byte[] bytes) {
        SignalResponse response;
        try {
            response = SignalResponse.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            executor.execute(() -> events.onClosed("not the client protocol: " + e.getMessage()));
            return;
        }
        executor.execute(() -> tell(response));
    }

    private void tell(SignalResponse response) {
        switch (response.getMessageCase()) {
            case JOIN ->
                    events.onJoined(
                            response.getJoin().getOtherParticipantsList().stream()
                                    .anyMatch(SignalSession::hasVideo));
            case OFFER -> events.onOffer(response.getOffer().getId(), response.getOffer().getSdp());
            case ANSWER -> events.onAnswer(response.getAnswer().getSdp());
            case TRICKLE -> tellCandidate(response.getTrickle());
            case TRACK_PUBLISHED -> events.onTrackPublished(response.getTrackPublished().getCid());
            case LEAVE -> events.onClosed("sent away: " + response.getLeave().getReason());
            default -> {} // what a client without a screen has no use for
        }
    }

    private static boolean hasVideo(ParticipantInfo participant) {
        return participant.getTracksList().stream()
                .anyMatch(track -> track.getType() == TrackType.VIDEO && !track.getMuted());
    }

    private void tellCandidate(TrickleRequest trickle) {
        Matcher matcher = CANDIDATE.matcher(trickle.getCandidateInit());
        if (matcher.find()) {
            events.onCandidate(trickle.getTarget() == SignalTarget.PUBLISHER, matcher.group(1));
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer data, boolean last) {
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            message.writeBytes(bytes);
            if (last) {
                onMessage(message.toByteArray());
                message.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            executor.execute(() -> events.onClosed("closed with " + code));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            executor.execute(() -> events.onClosed("broken: " + error.getMessage()));
        }
    }
}
