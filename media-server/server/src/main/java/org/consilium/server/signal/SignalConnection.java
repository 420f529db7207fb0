package org.consilium.server.signal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import livekit.LivekitRtc.Pong;
import livekit.LivekitRtc.RequestResponse;
import livekit.LivekitRtc.SignalRequest;
import livekit.LivekitRtc.SignalResponse;
import livekit.LivekitRtc.SimulateScenario;
import org.consilium.media.room.EndAction;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantEvent;
import org.consilium.media.room.ParticipantListener;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.RoomCommand;
import org.consilium.server.signal.token.TokenIssuer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's signalling connection: between the WebSocket and the room.
 *
 * <p>Three threads meet here. The media loop calls {@link #onEvent}, which only puts into the
 * {@link Outbox}. Jetty calls the reading side, one message at a time. A virtual thread of its own
 * writes, pings and refreshes the token. A connection that is gone never comes back; the presence
 * behind it may, on another connection.
 */
final class SignalConnection implements ParticipantListener {
    private static final Logger log = LoggerFactory.getLogger(SignalConnection.class);

    /** One library sends nothing by itself, and proxies close what is silent. */
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Every WebSocket library answers pings by itself: without a sign of life the path is dead. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(45);

    /** Half of the shortest life of a refreshed token. */
    private static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** A client that takes longer for one message has stopped reading. */
    private static final long WRITE_SECONDS = 15;

    private static final long CLOSE_SECONDS = 5;

    /**
     * So long after its opening a socket is left for the client to close, once it was told to
     * leave. The TCP stream of a socket that we close ends at once, and a browser that is busy may
     * learn of that first: Firefox then tells the page of a close alone, neither of the opening nor
     * of what was said, and a library that waits for either waits for ever.
     */
    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(2);

    private enum Phase {
        /** The room or the upgrade has not answered yet. */
        WAITING,
        OPEN,
        GONE
    }

    /** What a refreshed token is made of. */
    private record Told(
            String name, String metadata, Map<String, String> attributes, Permissions permissions) {
        static Told of(ParticipantSnapshot self) {
            return new Told(self.name(), self.metadata(), self.attributes(), self.permissions());
        }
    }

    private final Admission admission;
    private final RoomCommands rooms;
    private final MessageWriter writer;
    private final TokenIssuer issuer;
    private final Presences presences;
    private final SignalCounters counters;
    private final InstantSource clock;
    private final boolean simulations;

    private final Outbox outbox = new Outbox(Outbox.MAX_BYTES);
    private final CompletableFuture<ParticipantEvent> answer = new CompletableFuture<>();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private final RateBound rate = new RateBound(System.nanoTime());

    /** Empty until the room let the participant in. */
    private volatile String sid = "";

    private volatile @Nullable Session session;
    private volatile @Nullable Thread writerThread;
    private volatile long lastHeardNanos = System.nanoTime();
    private volatile long openedNanos;

    /** Writer only: what the client's latest token says. */
    private @Nullable Told told;

    SignalConnection(
            Admission admission,
            RoomCommands rooms,
            MessageWriter writer,
            TokenIssuer issuer,
            Presences presences,
            SignalCounters counters,
            InstantSource clock,
            boolean simulations) {
        this.admission = admission;
        this.rooms = rooms;
        this.writer = writer;
        this.issuer = issuer;
        this.presences = presences;
        this.counters = counters;
        this.clock = clock;
        this.simulations = simulations;
    }

    // ---- before the upgrade: the thread that admits

    /** Asks the room; false when its queue is full. */
    boolean ask() {
        return rooms.submit(
                admission.room(),
                admission.resume()
                        ? new RoomCommand.Resume(
                                admission.request().identity(), admission.resumedSid(), this)
                        : new RoomCommand.Join(
                                admission.request(),
                                admission.settings(),
                                admission.roomMetadata(),
                                this));
    }

    /** The room's first word. */
    CompletableFuture<ParticipantEvent> answer() {
        return answer;
    }

    /** Waits for the client to be there; false when it does not come. */
    boolean awaitOpened(long seconds) throws InterruptedException {
        return opened.await(seconds, TimeUnit.SECONDS);
    }

    /** The upgrade failed: whoever was let in is not there. */
    void abandon() {
        if (phase.compareAndSet(Phase.WAITING, Phase.GONE)) {
            withdraw();
        }
    }

    private void withdraw() {
        String presence = sid;
        if (presence.isEmpty()) {
            return;
        }
        submit(
                admission.resume()
                        ? new RoomCommand.SignalLost(presence, this)
                        : new RoomCommand.Leave(presence, EndReason.JOIN_FAILURE));
    }

    // ---- the media loop

    @Override
    public void onEvent(ParticipantEvent event) {
        if (!answer.isDone()) {
            switch (event) {
                case ParticipantEvent.Joined joined -> sid = joined.self().sid();
                case ParticipantEvent.Resumed resumed -> sid = resumed.self().sid();
                default -> {}
            }
            // After the sid is set: either this thread or the one that abandons sees both.
            if (phase.get() == Phase.GONE) {
                Thread.startVirtualThread(this::withdraw);
                return;
            }
        }
        if (phase.get() == Phase.GONE) {
            return;
        }
        if (!outbox.offer(new Outbox.Item.Event(event))) {
            Thread.startVirtualThread(() -> cut("does not read"));
        }
        answer.complete(event);
    }

    // ---- Jetty's side

    void onOpen(Session newSession) {
        session = newSession;
        openedNanos = System.nanoTime();
        lastHeardNanos = openedNanos;
        if (!phase.compareAndSet(Phase.WAITING, Phase.OPEN)) {
            newSession.disconnect();
            return;
        }
        if (!sid.isEmpty()) {
            presences.take(sid, this);
        }
        writerThread = Thread.ofVirtual().name("signal-writer").start(this::writeUntilGone);
        opened.countDown();
        if (!sid.isEmpty()) {
            admission.firstRequests().forEach(this::onRequest);
        }
    }

    void onMessage(ByteBuffer message) {
        long now = System.nanoTime();
        lastHeardNanos = now;
        if (phase.get() != Phase.OPEN) {
            return;
        }
        if (!rate.allows(message.remaining(), now)) {
            violated(StatusCode.POLICY_VIOLATION, "too many messages");
            return;
        }
        SignalRequest request;
        try {
            request = SignalRequest.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            violated(StatusCode.BAD_PAYLOAD, "not a signal request");
            return;
        }
        onRequest(request);
    }

    /** Text frames would mean JSON, which no library in the field sends. */
    void onText() {
        violated(StatusCode.BAD_DATA, "binary messages only");
    }

    void onSignOfLife() {
        lastHeardNanos = System.nanoTime();
    }

    /** The socket is closed or broken. */
    void onSocketGone() {
        if (phase.getAndSet(Phase.GONE) == Phase.OPEN) {
            submit(new RoomCommand.SignalLost(sid, this));
        }
        presences.release(sid, this);
        Thread thread = writerThread;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void onRequest(SignalRequest request) {
        switch (request.getMessageCase()) {
            case PING -> reply(SignalResponse.newBuilder().setPong(clock.instant().toEpochMilli()));
            case PING_REQ ->
                    reply(
                            SignalResponse.newBuilder()
                                    .setPongResp(
                                            Pong.newBuilder()
                                                    .setLastPingTimestamp(
                                                            request.getPingReq().getTimestamp())
                                                    .setTimestamp(clock.instant().toEpochMilli())));
            case LEAVE -> {
                end(StatusCode.NORMAL, "", null);
                submit(new RoomCommand.Leave(sid, EndReason.CLIENT_INITIATED));
            }
            case ADD_TRACK -> {
                String fault = MessageReader.fault(request.getAddTrack());
                if (fault == null) {
                    forward(request);
                } else {
                    refuse(
                            RequestResponse.newBuilder()
                                    .setReason(RequestResponse.Reason.UNSUPPORTED_TYPE)
                                    .setMessage(fault)
                                    .setAddTrack(request.getAddTrack()));
                }
            }
            case UPDATE_METADATA -> {
                if (MessageReader.isWithinLimits(request.getUpdateMetadata())) {
                    forward(request);
                } else {
                    refuse(
                            RequestResponse.newBuilder()
                                    .setRequestId(request.getUpdateMetadata().getRequestId())
                                    .setReason(RequestResponse.Reason.LIMIT_EXCEEDED)
                                    .setMessage("name, metadata or attributes are too large"));
                }
            }
            case PUBLISH_DATA_TRACK_REQUEST ->
                    refuse(
                            RequestResponse.newBuilder()
                                    .setReason(RequestResponse.Reason.NOT_ALLOWED)
                                    .setMessage("data tracks are not supported")
                                    .setPublishDataTrack(request.getPublishDataTrackRequest()));
            case UNPUBLISH_DATA_TRACK_REQUEST ->
                    refuse(
                            RequestResponse.newBuilder()
                                    .setReason(RequestResponse.Reason.NOT_ALLOWED)
                                    .setMessage("data tracks are not supported")
                                    .setUnpublishDataTrack(request.getUnpublishDataTrackRequest()));
            case SIMULATE -> {
                if (simulations) {
                    simulate(request.getSimulate());
                }
            }
            default -> forward(request);
        }
    }

    private void forward(SignalRequest request) {
        RoomCommand command = MessageReader.read(sid, request);
        if (command != null && !submit(command)) {
            // The room missed something the client believes in; only a new join mends that.
            counters.overloads.increment();
            end(
                    StatusCode.NORMAL,
                    "overloaded",
                    MessageWriter.leave(EndReason.STATE_MISMATCH, EndAction.RECONNECT));
        }
    }

    private boolean submit(RoomCommand command) {
        return rooms.submit(admission.room(), command);
    }

    private void reply(SignalResponse.Builder message) {
        if (!outbox.offer(new Outbox.Item.Message(message.build()))) {
            cut("does not read");
        }
    }

    private void refuse(RequestResponse.Builder refusal) {
        reply(SignalResponse.newBuilder().setRequestResponse(refusal));
    }

    /** Failures that tests ask for. */
    private void simulate(SimulateScenario scenario) {
        switch (scenario.getScenarioCase()) {
            case SERVER_LEAVE -> submit(new RoomCommand.Leave(sid, EndReason.SERVER_SHUTDOWN));
            case LEAVE_REQUEST_FULL_RECONNECT ->
                    end(
                            StatusCode.NORMAL,
                            "",
                            MessageWriter.leave(EndReason.STATE_MISMATCH, EndAction.RECONNECT));
            case NODE_FAILURE, MIGRATION -> {
                end(StatusCode.NORMAL, "", null);
                submit(new RoomCommand.Leave(sid, EndReason.SIGNAL_CLOSE));
            }
            default -> {}
        }
    }

    // ---- ends

    /** The client broke the protocol: its presence ends, and it is told why. */
    private void violated(int code, String why) {
        if (end(code, why, MessageWriter.leave(EndReason.STATE_MISMATCH, EndAction.DISCONNECT))) {
            counters.violations.increment();
            log.info("signalling of {} in {} closed: {}", sid, admission.room(), why);
            submit(new RoomCommand.Leave(sid, EndReason.STATE_MISMATCH));
        }
    }

    /** Another connection speaks for the presence now. */
    void onReplaced() {
        end(StatusCode.NORMAL, "resumed elsewhere", null);
    }

    /** The server stops. */
    void dismiss() {
        end(
                StatusCode.NORMAL,
                "",
                MessageWriter.leave(EndReason.SERVER_SHUTDOWN, EndAction.RECONNECT));
    }

    /** Writes what waits, a last message and the close frame; false when already gone. */
    private boolean end(int code, String reason, @Nullable SignalResponse last) {
        if (phase.getAndSet(Phase.GONE) != Phase.OPEN) {
            return false;
        }
        outbox.offer(new Outbox.Item.Close(code, reason, last));
        return true;
    }

    /** Gives up a connection that cannot be written to or is dead; the client may resume. */
    private void cut(String why) {
        Phase before = phase.getAndSet(Phase.GONE);
        if (before == Phase.WAITING) {
            withdraw();
        } else if (before == Phase.OPEN) {
            log.info("signalling of {} in {} cut: {}", sid, admission.room(), why);
            submit(new RoomCommand.SignalLost(sid, this));
        }
        if (before != Phase.GONE) {
            counters.slowReaders.increment();
        }
        Session open = session;
        if (open != null) {
            open.disconnect();
        }
    }

    // ---- the writer

    private void writeUntilGone() {
        long nextPing = System.nanoTime() + PING_NANOS;
        long nextRefresh = System.nanoTime() + REFRESH_NANOS;
        try {
            while (true) {
                long next = Math.min(nextPing, nextRefresh);
                Outbox.Item item = outbox.poll(next - System.nanoTime());
                if (item != null && !write(item)) {
                    return;
                }
                long now = System.nanoTime();
                if (now - nextPing >= 0) {
                    nextPing = now + PING_NANOS;
                    if (now - lastHeardNanos > SILENCE_NANOS) {
                        cut("silent");
                        return;
                    }
                    current().sendPing(ByteBuffer.allocate(0), Callback.NOOP);
                }
                if (now - nextRefresh >= 0) {
                    nextRefresh = now + REFRESH_NANOS;
                    sendToken();
                }
            }
        } catch (TimeoutException e) {
            cut("does not read");
        } catch (ExecutionException | RuntimeException e) {
            log.debug("signalling of {} in {} broke", sid, admission.room(), e);
            cut("broken");
        } catch (InterruptedException e) {
            // The socket is gone and so is this thread's work.
            Thread.currentThread().interrupt();
        } finally {
            presences.release(sid, this);
        }
    }

    /** Writes one item; false when it was the last. */
    private boolean write(Outbox.Item item)
            throws InterruptedException, ExecutionException, TimeoutException {
        switch (item) {
            case Outbox.Item.Message reply -> send(reply.message());
            case Outbox.Item.Close end -> {
                SignalResponse last = end.last();
                if (last != null) {
                    send(last);
                }
                // Who broke a rule is not waited for.
                if (last != null && end.code() == StatusCode.NORMAL) {
                    leaveClosingToClient();
                }
                close(end.code(), end.reason());
                return false;
            }
            case Outbox.Item.Event news -> {
                return write(merged(news.event()));
            }
        }
        return true;
    }

    private boolean write(ParticipantEvent event)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (SignalResponse message : writer.write(event, admission.request().protocol())) {
            send(message);
        }
        switch (event) {
            case ParticipantEvent.Joined joined -> tell(joined.self());
            case ParticipantEvent.Resumed resumed -> tell(resumed.self());
            case ParticipantEvent.ParticipantsChanged changed -> {
                for (ParticipantSnapshot participant : changed.participants()) {
                    if (participant.sid().equals(sid)
                            && participant.state() != ParticipantState.DISCONNECTED
                            && !Told.of(participant).equals(told)) {
                        tell(participant);
                    }
                }
            }
            case ParticipantEvent.Ended ignored -> {
                phase.set(Phase.GONE);
                leaveClosingToClient();
                close(StatusCode.NORMAL, "");
                return false;
            }
            case ParticipantEvent.Refused ignored -> {
                phase.set(Phase.GONE);
                leaveClosingToClient();
                close(StatusCode.NORMAL, "");
                return false;
            }
            default -> {}
        }
        return true;
    }

    /** Takes further changes of participants along when they wait already. */
    private ParticipantEvent merged(ParticipantEvent event) {
        if (!(event instanceof ParticipantEvent.ParticipantsChanged first)) {
            return event;
        }
        ParticipantEvent.ParticipantsChanged more = outbox.pollParticipantsChanged();
        if (more == null) {
            return event;
        }
        var changes = new ArrayList<ParticipantEvent.ParticipantsChanged>();
        changes.add(first);
        while (more != null) {
            changes.add(more);
            more = outbox.pollParticipantsChanged();
        }
        return MessageWriter.merge(changes);
    }

    private void tell(ParticipantSnapshot self)
            throws InterruptedException, ExecutionException, TimeoutException {
        told = Told.of(self);
        sendToken();
    }

    private void sendToken() throws InterruptedException, ExecutionException, TimeoutException {
        Told claims = told;
        if (claims != null) {
            send(
                    SignalResponse.newBuilder()
                            .setRefreshToken(
                                    issuer.refresh(
                                            admission.token(),
                                            admission.room(),
                                            claims.name(),
                                            claims.metadata(),
                                            claims.attributes(),
                                            claims.permissions()))
                            .build());
        }
    }

    private void send(SignalResponse message)
            throws InterruptedException, ExecutionException, TimeoutException {
        var done = new CompletableFuture<Void>();
        current()
                .sendBinary(
                        ByteBuffer.wrap(message.toByteArray()),
                        Callback.from(() -> done.complete(null), done::completeExceptionally));
        done.get(WRITE_SECONDS, TimeUnit.SECONDS);
    }

    /** Interrupted, as every wait of the writer, when the socket is gone. */
    private void leaveClosingToClient() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(openedNanos + YOUNG_NANOS - System.nanoTime());
    }

    private void close(int code, String reason) throws InterruptedException {
        var done = new CompletableFuture<Void>();
        Session open = current();
        open.close(
                code,
                reason,
                Callback.from(() -> done.complete(null), done::completeExceptionally));
        try {
            done.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            open.disconnect();
        }
    }

    private Session current() {
        Session open = session;
        if (open == null) {
            throw new IllegalStateException("the writer runs before the socket is open");
        }
        return open;
    }
}
