package org.consilium.server.admin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.consilium.server.admin.WebhookSender.Notice;
import org.consilium.server.signal.token.TokenIssuer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver of webhooks. The events of a room arrive in their order: each room has a line of its
 * own, and its first event is tried until it is delivered, refused or too old. Rooms do not wait
 * for each other beyond a bound of requests at once.
 *
 * <p>A receiver that is away, or answers 408, 425, 429 or 5xx, is tried again with growing pauses
 * for {@link #PATIENCE}. Any other answer but 2xx is final for that event; redirects are not
 * followed. When {@link #MAX_WAITING} events wait, the oldest are kept and new ones dropped and
 * counted: what arrives is then a true beginning of the story, not one with holes.
 */
final class WebhookTarget {
    private static final Logger log = LoggerFactory.getLogger(WebhookTarget.class);

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Long enough for a receiver to be upgraded. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    /** A few kilobytes each. */
    static final int MAX_WAITING = 10_000;

    private static final int MAX_AT_ONCE = 16;

    private static final long TOKEN_SECONDS = 300;

    private final URI url;
    private final String apiKey;
    private final TokenIssuer issuer;
    private final HttpClient http;

    private final ReentrantLock lock = new ReentrantLock();

    /** Under the lock. Lines that are there have a thread that sends them. */
    private final Map<String, ArrayDeque<Notice>> lineByRoom = new HashMap<>();

    private final Map<String, Thread> senders = new HashMap<>();
    private int waiting;
    private boolean stopped;

    private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE);
    private final LongAdder sent = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    WebhookTarget(URI url, String apiKey, TokenIssuer issuer, HttpClient http) {
        this.url = url;
        this.apiKey = apiKey;
        this.issuer = issuer;
        this.http = http;
    }

    /** Puts an event into its room's line; on a media loop, so it returns at once. */
    void offer(Notice notice) {
        String room = notice.event().room().name();
        lock.lock();
        try {
            if (stopped || waiting >= MAX_WAITING) {
                dropped.increment();
                return;
            }
            waiting++;
            ArrayDeque<Notice> line = lineByRoom.get(room);
            if (line == null) {
                line = new ArrayDeque<>();
                lineByRoom.put(room, line);
                senders.put(room, Thread.ofVirtual().name("webhooks").start(() -> sendLine(room)));
            }
            line.add(notice);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what waits. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            senders.values().forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    WebhookStatistics statistics() {
        lock.lock();
        try {
            return new WebhookStatistics(sent.sum(), retried.sum(), dropped.sum(), waiting);
        } finally {
            lock.unlock();
        }
    }

    private void sendLine(String room) {
        try {
            Notice notice = first(room);
            while (notice != null) {
                deliver(notice);
                notice = next(room);
            }
        } catch (InterruptedException e) {
            giveUp(room);
        }
    }

    private @Nullable Notice first(String room) {
        lock.lock();
        try {
            ArrayDeque<Notice> line = lineByRoom.get(room);
            return line == null ? null : line.peek();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first event off the line; when none is left, line and thread end. */
    private @Nullable Notice next(String room) {
        lock.lock();
        try {
            ArrayDeque<Notice> line = lineByRoom.get(room);
            if (line == null) {
                return null;
            }
            line.poll();
            waiting--;
            if (line.isEmpty()) {
                lineByRoom.remove(room);
                senders.remove(room);
                return null;
            }
            return line.peek();
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(String room) {
        lock.lock();
        try {
            ArrayDeque<Notice> line = lineByRoom.remove(room);
            senders.remove(room);
            if (line != null) {
                waiting -= line.size();
                dropped.add(line.size());
                log.warn("{} webhooks of room {} are given up", line.size(), room);
            }
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Notice notice) throws InterruptedException {
        byte[] body = notice.body();
        String digest = sha256(body);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (true) {
            int status = post(body, digest);
            if (status >= 200 && status < 300) {
                sent.increment();
                return;
            }
            if (!isTemporary(status) || System.nanoTime() - deadline >= 0) {
                dropped.increment();
                log.warn(
                        "webhook {} of room {} is not delivered: {}",
                        notice.name(),
                        notice.event().room().name(),
                        status == 0 ? "no answer" : status);
                return;
            }
            retried.increment();
            Thread.sleep(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
    }

    /** The status of one attempt; 0 when there was no answer. */
    private int post(byte[] body, String digest) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/webhook+json")
                        // Without "Bearer": receivers take the header as the token.
                        .header("Authorization", issuer.vouch(apiKey, digest, TOKEN_SECONDS))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        atOnce.acquire();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            log.debug("a webhook got no answer", e);
            return 0;
        } finally {
            atOnce.release();
        }
    }

    private static boolean isTemporary(int status) {
        return status == 0 || status == 408 || status == 425 || status == 429 || status >= 500;
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
