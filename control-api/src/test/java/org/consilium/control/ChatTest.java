package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChatTest {
    private final TestApi api = TestApi.shared();

    private static Map<String, Object> message(Object clientId, String text) {
        return Map.of("client_id", clientId, "text", text);
    }

    @Test
    void keepsWhatIsSaidAndGivesItToThoseWhoComeLater() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var path = "/conversations/" + consult.conversation() + "/messages";
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Awa");
        var html = "<script>alert('é')</script>\n\t' or 1=1 --";
        assertThat(doctor.post(path, message(UUID.randomUUID(), html)).status()).isEqualTo(201);
        var posted = guest.post(path, message(UUID.randomUUID(), "Bonjour e\u0301")).body();
        assertThat(posted.path("seq").longValue()).isEqualTo(2);
        assertThat(posted.path("sender_role").asText()).isEqualTo("patient");
        assertThat(posted.path("text").asText()).as("normal form C").isEqualTo("Bonjour é");

        var late = api.enter(api.invite(doctor, consult.id(), "expert"), "Pr Tard");
        var page = late.get(path).body();
        assertThat(page.path("items").findValuesAsText("text")).containsExactly(html, "Bonjour é");
        assertThat(page.path("last_seq").longValue()).isEqualTo(2);
    }

    @Test
    void storesOneMessageForFiftyParallelPostsOfOneClientId() throws Exception {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var path = "/conversations/" + consult.conversation() + "/messages";
        var id = UUID.randomUUID();
        var statuses = parallel(50, i -> doctor.post(path, message(id, "once")).status());
        assertThat(statuses.stream().filter(s -> s == 201)).hasSize(1);
        assertThat(statuses.stream().filter(s -> s == 200)).hasSize(49);
        assertThat(doctor.get(path).body().path("items")).hasSize(1);
        assertThat(doctor.post(path, message(id, "other")).problem())
                .isEqualTo("idempotency-key-reused");
        // The same id of somebody else is another message.
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Awa");
        assertThat(guest.post(path, message(id, "mine")).status()).isEqualTo(201);
    }

    @Test
    void numbersMessagesWithoutGapsWhenManyWrite() throws Exception {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var path = "/conversations/" + consult.conversation() + "/messages";
        var guest = api.enter(api.invite(doctor, consult.id(), "patient"), "Awa");
        parallel(
                60,
                i ->
                        (i % 2 == 0 ? doctor : guest)
                                .post(path, message(UUID.randomUUID(), "n" + i))
                                .status());
        var items = doctor.get(path + "?limit=200").body().path("items");
        var seqs = new ArrayList<Long>();
        var texts = new HashSet<String>();
        items.forEach(
                item -> {
                    seqs.add(item.path("seq").longValue());
                    texts.add(item.path("text").asText());
                });
        assertThat(seqs).isEqualTo(IntStream.rangeClosed(1, 60).mapToObj(i -> (long) i).toList());
        assertThat(texts).hasSize(60);
    }

    private static List<Integer> parallel(int count, java.util.function.IntUnaryOperator work)
            throws InterruptedException {
        var results = new ArrayList<Integer>();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < count; i++) {
            var n = i;
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                var result = work.applyAsInt(n);
                                synchronized (results) {
                                    results.add(result);
                                }
                            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return results;
    }

    @Test
    void pagesBothWays() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var path = "/conversations/" + consult.conversation() + "/messages";
        for (var i = 1; i <= 7; i++) {
            doctor.post(path, message(UUID.randomUUID(), "m" + i));
        }
        assertThat(texts(doctor, path + "?limit=3")).containsExactly("m5", "m6", "m7");
        assertThat(texts(doctor, path + "?limit=3&before_seq=5")).containsExactly("m2", "m3", "m4");
        assertThat(texts(doctor, path + "?limit=3&after_seq=2")).containsExactly("m3", "m4", "m5");
        assertThat(texts(doctor, path + "?after_seq=7")).isEmpty();
        assertThat(doctor.get(path + "?after_seq=5").body().path("has_more").booleanValue())
                .isFalse();
        assertThat(doctor.get(path + "?after_seq=1&limit=2").body().path("has_more").booleanValue())
                .isTrue();
        for (var wrong :
                List.of(
                        "?limit=0",
                        "?limit=201",
                        "?limit=x",
                        "?limit=-1",
                        "?after_seq=1&before_seq=2",
                        "?after_seq=99999999999999999999",
                        "?unknown=1",
                        "?limit=1&limit=2",
                        "?LIMIT=1")) {
            assertThat(doctor.get(path + wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    private static List<String> texts(TestApi.Client client, String path) {
        return client.get(path).body().path("items").findValuesAsText("text");
    }

    @Test
    void refusesWhatIsNoMessage() {
        var doctor = api.doctor();
        var consult = api.open(doctor);
        var path = "/conversations/" + consult.conversation() + "/messages";
        var id = UUID.randomUUID();
        assertThat(doctor.post(path, message(id, "x".repeat(4001))).fieldError())
                .isEqualTo("/text too_long");
        assertThat(doctor.post(path, message(id, " \n ")).fieldError())
                .isEqualTo("/text too_short");
        assertThat(doctor.post(path, message(id, "a\u0000b")).fieldError())
                .isEqualTo("/text bad_characters");
        assertThat(doctor.post(path, message("not-a-uuid", "a")).fieldError())
                .isEqualTo("/client_id bad_format");
        assertThat(doctor.post(path, Map.of("client_id", id)).fieldError())
                .isEqualTo("/text required");
        // 4000 characters beyond the basic plane are 4000 code points, 16 kB.
        assertThat(doctor.post(path, message(id, "😀".repeat(4000))).status()).isEqualTo(201);
        var loneSurrogate = "{\"client_id\":\"" + UUID.randomUUID() + "\",\"text\":\"a\\ud800b\"}";
        assertThat(
                        doctor.send("POST", path, loneSurrogate.getBytes(StandardCharsets.UTF_8))
                                .status())
                .isIn(400, 422);
    }
}
