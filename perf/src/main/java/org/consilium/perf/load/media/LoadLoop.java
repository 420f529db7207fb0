package org.consilium.perf.load.media;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.perf.load.net.TrainReceiver;
import org.consilium.perf.load.net.UdpSockets;
import org.consilium.perf.load.signal.SignalAddress;
import org.consilium.server.dtls.DtlsService;
import org.consilium.server.loop.LoopExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One thread with the sockets and timers of many simulated participants. Other threads hand it
 * tasks; everything else of this package happens on it.
 */
public final class LoadLoop implements LoopExecutor {
    private static final long MEDIA_TICK_NANOS = 1_000_000;
    private static final long TICK_NANOS = 10_000_000;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Member> members = new ArrayList<>();
    private final List<MediaTransport> transportBySocket = new ArrayList<>();
    private final LoadCounters counters = new LoadCounters();
    private final Map<String, Integer> failures = new LinkedHashMap<>();
    private final RandomGenerator random = new SecureRandom();
    private final DtlsProvider dtls;
    private final SrtpCipherSuite ciphers;
    private final int verifyEvery;
    private final Thread thread;
    private final CompletableFuture<UdpSockets> opened = new CompletableFuture<>();
    private @Nullable UdpSockets sockets;
    private long unknownStreams;
    private long malformed;
    private boolean leaving;
    private volatile boolean running = true;

    /**
     * @param verifyEvery of so many packets one is authenticated, the others only have their head
     *     decrypted
     */
    public LoadLoop(int index, DtlsService dtls, SrtpCipherSuite ciphers, int verifyEvery) {
        this.dtls = dtls.provider(this);
        this.ciphers = ciphers;
        this.verifyEvery = verifyEvery;
        thread = Thread.ofPlatform().name("load-" + index).daemon(true).unstarted(this::run);
    }

    /**
     * Begins.
     *
     * @throws IOException when there are no sockets to be had
     */
    public void start() throws IOException {
        thread.start();
        try {
            opened.join();
        } catch (CompletionException e) {
            throw new IOException("cannot open sockets", e.getCause());
        }
    }

    /** Ends the thread and closes the sockets. */
    public void stop() throws InterruptedException {
        running = false;
        thread.join();
    }

    @Override
    public boolean execute(Runnable task) {
        return running && tasks.add(task);
    }

    /** Lets one more participant join. From any thread. */
    public void join(HttpClient http, SignalAddress server, MemberPlan plan) {
        boolean unused = execute(() -> members.add(new Member(this, http, server, plan)));
    }

    /** No more media is sent, but what the server asks back still is. From any thread. */
    public void stopPublishing() {
        boolean unused = execute(() -> members.forEach(Member::stopPublishing));
    }

    /** Everybody leaves. From any thread. */
    public CompletableFuture<Boolean> leave() {
        var left = new CompletableFuture<Boolean>();
        boolean unused =
                execute(
                        () -> {
                            leaving = true;
                            members.forEach(Member::leave);
                            left.complete(true);
                        });
        return left;
    }

    /** Latency is counted anew from here on. From any thread. */
    public void forgetLatency() {
        boolean unused = execute(counters.latency::clear);
    }

    /** What was counted so far. From any thread. */
    public CompletableFuture<LoopSnapshot> snapshot() {
        var taken = new CompletableFuture<LoopSnapshot>();
        boolean unused = execute(() -> taken.complete(take()));
        return taken;
    }

    private void run() {
        try (UdpSockets sockets = new UdpSockets()) {
            this.sockets = sockets;
            opened.complete(sockets);
            work(sockets);
        } catch (IOException | RuntimeException e) {
            if (!opened.completeExceptionally(e)) {
                throw new IllegalStateException("the load loop broke", e);
            }
        }
    }

    private void work(UdpSockets open) {
        TrainReceiver receiver = this::onTrain;
        long nextMediaTick = System.nanoTime();
        long nextTick = nextMediaTick;
        while (running) {
            open.poll(1, receiver);
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            long nowNanos = System.nanoTime();
            if (nowNanos >= nextMediaTick) {
                nextMediaTick = nowNanos + MEDIA_TICK_NANOS;
                for (int i = 0; i < members.size(); i++) {
                    members.get(i).onMediaTick(nowNanos);
                }
            }
            if (nowNanos >= nextTick) {
                nextTick = nowNanos + TICK_NANOS;
                for (int i = 0; i < members.size(); i++) {
                    members.get(i).onTick(nowNanos);
                }
            }
        }
    }

    private void onTrain(int socket, byte[] array, int length, int segmentLength) {
        transportBySocket.get(socket).onTrain(array, length, segmentLength, System.nanoTime());
    }

    DtlsProvider dtls() {
        return dtls;
    }

    SrtpCipherSuite ciphers() {
        return ciphers;
    }

    RandomGenerator random() {
        return random;
    }

    LoadCounters counters() {
        return counters;
    }

    int verifyEvery() {
        return verifyEvery;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Something went wrong that ought not; told at the end. */
    void onFailure(String what) {
        failures.merge(what, 1, Integer::sum);
    }

    /** A packet of a stream that no description names. */
    void onUnknownStream() {
        unknownStreams++;
    }

    void onMalformed() {
        malformed++;
    }

    int openSocket(TransportAddress remote, MediaTransport owner) throws IOException {
        int socket = opened.join().open(remote);
        transportBySocket.add(owner);
        return socket;
    }

    void send(int socket, byte[] array, int offset, int length) {
        UdpSockets open = sockets;
        if (socket >= 0 && open != null) {
            open.send(socket, array, offset, length);
        }
    }

    private LoopSnapshot take() {
        UdpSockets open = opened.join();
        int ready = 0;
        int closed = 0;
        int streams = 0;
        int withMedia = 0;
        int videos = 0;
        int decodable = 0;
        long accepted = 0;
        long lost = 0;
        long repaired = 0;
        long nacked = 0;
        var joins = new ArrayList<Long>();
        var firstFrames = new ArrayList<Long>();
        for (Member member : members) {
            ready += member.isReady() ? 1 : 0;
            closed += member.isClosed() ? 1 : 0;
            if (member.joinNanos() >= 0) {
                joins.add(member.joinNanos());
            }
            if (member.firstFrameNanos() >= 0) {
                firstFrames.add(member.firstFrameNanos());
            }
            for (IncomingStream stream : member.reception().streams()) {
                streams++;
                withMedia += stream.hasMedia() ? 1 : 0;
                videos += stream.isVideo() ? 1 : 0;
                decodable += stream.hasFirstFrame() ? 1 : 0;
                accepted += stream.receivedPackets();
                lost += stream.lostPackets();
                repaired += stream.repairedPackets();
                nacked += stream.nackedPackets();
            }
        }
        var latency = new LatencyHistogram();
        latency.add(counters.latency);
        var told = new LinkedHashMap<>(failures);
        if (unknownStreams > 0) {
            told.put("packets of streams that no description names", (int) unknownStreams);
        }
        if (malformed > 0) {
            told.put("malformed packets", (int) malformed);
        }
        return new LoopSnapshot(
                members.size(),
                ready,
                closed,
                streams,
                withMedia,
                videos,
                decodable,
                counters.sentPackets,
                counters.sentBytes,
                counters.receivedPackets,
                counters.receivedBytes,
                accepted,
                lost,
                repaired,
                nacked,
                counters.nacksReceived,
                counters.retransmissionsSent,
                counters.keyframeRequestsSent,
                counters.keyframeRequestsReceived,
                counters.feedbackSent,
                counters.feedbackReceived,
                counters.verifiedPackets,
                counters.authenticationFailures,
                open.sendFailures(),
                open.receivedDatagrams(),
                open.receivedTrains(),
                joins,
                firstFrames,
                latency,
                told);
    }
}
