package org.consilium.server.observe;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.consilium.media.room.LoggedEvent;
import org.consilium.media.room.ParticipantHistory;
import org.consilium.media.room.RoomCommand;
import org.consilium.media.room.RoomEvent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What happened to the participants of a room, as JSON: {@code GET /histories/<room>}. Those who
 * are there are asked of their room; those who left are kept here, the oldest going first. {@code
 * GET /histories} names the rooms there is something to tell of.
 *
 * <p>Any thread; the room's loop only puts a history into a list.
 */
public final class Histories extends Handler.Abstract {
    private static final String ALL = "/histories";
    private static final String PREFIX = ALL + "/";

    /** Events kept of those who left: some 20 MB, a day of a hospital's consultations. */
    static final int MAX_EVENTS = 400_000;

    private static final long ROOM_ANSWER_SECONDS = 2;

    private record Ended(String room, ParticipantHistory history) {}

    private final BiPredicate<String, RoomCommand> rooms;
    private final Deque<Ended> ended = new ArrayDeque<>();
    private final Set<String> open = new HashSet<>();
    private int keptEvents;

    /**
     * @param rooms submits a command to the room of a name; false when it cannot
     */
    public Histories(BiPredicate<String, RoomCommand> rooms) {
        this.rooms = rooms;
    }

    /** On the loop of the room. */
    public void onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.HistoryEnded gone) {
            keep(new Ended(gone.room().name(), gone.history()));
        } else if (event instanceof RoomEvent.Started started) {
            open(started.room().name(), true);
        } else if (event instanceof RoomEvent.Finished finished) {
            open(finished.room().name(), false);
        }
    }

    private synchronized void open(String room, boolean isOpen) {
        if (isOpen) {
            open.add(room);
        } else {
            open.remove(room);
        }
    }

    private synchronized Set<String> rooms() {
        var rooms = new TreeSet<>(open);
        ended.forEach(history -> rooms.add(history.room()));
        return rooms;
    }

    private synchronized void keep(Ended history) {
        ended.addLast(history);
        keptEvents += history.history().events().size();
        while (keptEvents > MAX_EVENTS) {
            keptEvents -= ended.removeFirst().history().events().size();
        }
    }

    private synchronized List<ParticipantHistory> ended(String room) {
        var histories = new ArrayList<ParticipantHistory>();
        for (Ended candidate : ended) {
            if (candidate.room().equals(room)) {
                histories.add(candidate.history());
            }
        }
        return histories;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = String.valueOf(request.getHttpURI().getDecodedPath());
        if (!HttpMethod.GET.is(request.getMethod())) {
            return false;
        }
        String json;
        if (path.equals(ALL)) {
            json = json(rooms());
        } else if (path.startsWith(PREFIX)) {
            String room = path.substring(PREFIX.length());
            List<ParticipantHistory> histories = ended(room);
            histories.addAll(present(room));
            json = json(room, histories);
        } else {
            return false;
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, json, callback);
        return true;
    }

    private List<ParticipantHistory> present(String room) {
        var answer = new CompletableFuture<List<ParticipantHistory>>();
        if (!rooms.test(room, new RoomCommand.ReadHistories(answer::complete))) {
            return List.of();
        }
        try {
            return answer.get(ROOM_ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // A room that is not open does not answer.
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    static String json(Set<String> rooms) {
        return rooms.stream()
                .map(Histories::quoted)
                .collect(Collectors.joining(",", "{\"rooms\":[", "]}\n"));
    }

    static String json(String room, List<ParticipantHistory> histories) {
        var json =
                new StringBuilder("{\"room\":").append(quoted(room)).append(",\"participants\":[");
        String separator = "";
        for (ParticipantHistory history : histories) {
            json.append(separator)
                    .append("\n{\"participant\":")
                    .append(quoted(history.participantSid()))
                    .append(",\"identity\":")
                    .append(quoted(history.identity()))
                    .append(",\"dropped\":")
                    .append(history.dropped())
                    .append(",\"events\":[");
            separator = "";
            for (LoggedEvent event : history.events()) {
                json.append(separator)
                        .append("\n{\"at\":\"")
                        .append(Instant.ofEpochMilli(event.atMillis()))
                        .append("\",\"kind\":\"")
                        .append(event.kind())
                        .append("\",\"subject\":")
                        .append(quoted(event.subject()))
                        .append(",\"value\":")
                        .append(event.value())
                        .append('}');
                separator = ",";
            }
            json.append("]}");
            separator = ",";
        }
        return json.append("]}\n").toString();
    }

    /** RFC 8259 §7. */
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
