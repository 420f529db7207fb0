package org.consilium.perf.load.media;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.consilium.media.sdp.SdpReader;
import org.consilium.media.sdp.SdpResult;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.perf.load.signal.SignalAddress;
import org.consilium.perf.load.signal.SignalEvents;
import org.consilium.perf.load.signal.SignalSession;
import org.jspecify.annotations.Nullable;

/**
 * One simulated participant: joins by the client protocol, receives everybody, publishes what its
 * plan says. Single thread: the loop.
 */
final class Member implements SignalEvents, Reception.Listener {
    private static final long PING_NANOS = 5_000_000_000L;
    private static final long TURN_NANOS = 2_000_000_000L;
    private static final long UNKNOWN = -1;

    private final LoadLoop loop;
    private final MemberPlan plan;
    private final long startNanos;
    private final Reception reception;
    private final @Nullable Publication publication;
    private final SignalSession signal;
    private final String audioCid;
    private final String videoCid;
    private int unpublished;
    private long nextPingNanos;
    private boolean videoAtJoin;
    private boolean closed;
    private long joinNanos = UNKNOWN;
    private long firstFrameNanos = UNKNOWN;

    Member(LoadLoop loop, HttpClient http, SignalAddress server, MemberPlan plan) {
        this.loop = loop;
        this.plan = plan;
        audioCid = "mic-" + plan.identity();
        videoCid = "cam-" + plan.identity();
        reception = new Reception(loop, this);
        publication = plan.publishes() ? publication(loop, plan) : null;
        startNanos = System.nanoTime();
        nextPingNanos = startNanos + PING_NANOS;
        signal =
                SignalSession.join(
                        http,
                        server,
                        plan.room(),
                        plan.identity(),
                        plan.publishes(),
                        loop::execute,
                        this);
    }

    private static Publication publication(LoadLoop loop, MemberPlan plan) {
        var kinds = new ArrayList<LayerKind>();
        for (VideoLayerPlan layer : sent(plan)) {
            kinds.add(layer.kind(sent(plan).size() > 1));
        }
        return new Publication(loop, plan.microphone(), kinds);
    }

    private static List<VideoLayerPlan> sent(MemberPlan plan) {
        List<VideoLayerPlan> layers = plan.layers();
        return plan.simulcast() || layers.isEmpty() ? layers : List.of(layers.getLast());
    }

    @Override
    public void onJoined(boolean hasVideo) {
        videoAtJoin = hasVideo;
        if (plan.microphone()) {
            unpublished++;
            signal.addMicrophone(audioCid);
        }
        if (!plan.layers().isEmpty()) {
            unpublished++;
            signal.addCamera(
                    videoCid,
                    sent(plan).stream()
                            .map(
                                    layer ->
                                            new SignalSession.Layer(
                                                    layer.width(),
                                                    layer.height(),
                                                    layer.bitrateBps()))
                            .toList());
        }
    }

    @Override
    public void onTrackPublished(String cid) {
        unpublished--;
        Publication sending = publication;
        if (unpublished == 0 && sending != null) {
            signal.offer(sending.offer(audioCid, videoCid));
        }
    }

    @Override
    public void onOffer(int id, String sdp) {
        SessionDescription offer = read(sdp);
        if (offer != null) {
            reception.describe(offer);
            MediaTransport transport = reception.transport();
            signal.answer(
                    id,
                    ClientDescriptions.answer(
                            sdp, transport.credentials(), transport.fingerprint()));
            transport.describe(offer);
        }
    }

    @Override
    public void onAnswer(String sdp) {
        SessionDescription answer = read(sdp);
        if (answer != null && publication != null) {
            publication.transport().describe(answer);
        }
    }

    private @Nullable SessionDescription read(String sdp) {
        if (SdpReader.read(sdp) instanceof SdpResult.Parsed parsed
                && !parsed.description().sections().isEmpty()) {
            return parsed.description();
        }
        loop.onFailure("the server's description is malformed");
        return null;
    }

    @Override
    public void onCandidate(boolean publisher, String candidate) {
        if (!publisher) {
            reception.transport().onCandidate(candidate);
        } else if (publication != null) {
            publication.transport().onCandidate(candidate);
        }
    }

    @Override
    public void onClosed(String reason) {
        if (!closed && !loop.isLeaving()) {
            loop.onFailure(plan.identity() + " " + reason);
        }
        closed = true;
    }

    @Override
    public void onReceptionUp(long nowNanos) {
        joinNanos = nowNanos - startNanos;
    }

    @Override
    public void onFirstFrame(long nowNanos) {
        if (videoAtJoin && firstFrameNanos == UNKNOWN) {
            firstFrameNanos = nowNanos - startNanos;
        }
    }

    void onMediaTick(long nowNanos) {
        if (publication != null) {
            publication.onMediaTick(nowNanos);
        }
    }

    void onTick(long nowNanos) {
        reception.onTick(nowNanos);
        if (publication != null) {
            publication.speaking(nowNanos / TURN_NANOS % plan.roomSize() == plan.index());
            publication.onTick(nowNanos);
        }
        if (nowNanos >= nextPingNanos && !closed) {
            nextPingNanos = nowNanos + PING_NANOS;
            signal.ping();
        }
    }

    /** Joined, and publishing if it is to. */
    boolean isReady() {
        return !closed
                && reception.transport().isUp()
                && (publication == null || publication.transport().isUp());
    }

    boolean isClosed() {
        return closed || reception.transport().isEnded();
    }

    void stopPublishing() {
        if (publication != null) {
            publication.stop();
        }
    }

    void leave() {
        closed = true;
        signal.leave();
        reception.transport().close();
        if (publication != null) {
            publication.transport().close();
        }
    }

    Reception reception() {
        return reception;
    }

    /** From connecting to a connection on which media can come; −1 when there is none yet. */
    long joinNanos() {
        return joinNanos;
    }

    /**
     * From connecting to the first frame that can be decoded, if there was video to be had from the
     * beginning; else −1.
     */
    long firstFrameNanos() {
        return firstFrameNanos;
    }
}
