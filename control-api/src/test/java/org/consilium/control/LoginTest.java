package org.consilium.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoginTest {
    private final TestApi api = TestApi.shared();

    @Test
    void signsInAndTellsWhoOneIs() {
        var doctor = api.signedIn(api.demo.doctorEmails().getFirst());
        var me = doctor.get("/me");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body().path("display_name").asText()).isEqualTo("Dr Claire Martin");
        assertThat(me.body().path("role").asText()).isEqualTo("doctor");
    }

    @Test
    void refreshCookieIsOutOfReachOfScriptsAndOtherPaths() {
        var client = api.stranger();
        var answer =
                client.post(
                        "/auth/login",
                        Map.of("email", api.demo.adminEmail(), "password", api.demo.password()));
        assertThat(answer.header("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/api/v1/auth");
    }

    @Test
    void answersAnUnknownAccountLikeAWrongPassword() {
        var client = api.stranger();
        var wrong =
                client.post(
                        "/auth/login", Map.of("email", api.demo.adminEmail(), "password", "wrong"));
        var unknown =
                client.post(
                        "/auth/login", Map.of("email", "nobody@demo.example", "password", "wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(unknown.body().path("detail")).isEqualTo(wrong.body().path("detail"));
    }

    @Test
    void slowsDownGuessingWhetherOrNotTheAccountExists() {
        api.newDoctor("guessed@demo.example");
        for (var email : List.of("guessed@demo.example", "nobody2@demo.example")) {
            var client = api.stranger();
            for (var i = 0; i < 5; i++) {
                assertThat(
                                client.post("/auth/login", Map.of("email", email, "password", "no"))
                                        .status())
                        .isEqualTo(401);
            }
            var refused = client.post("/auth/login", Map.of("email", email, "password", "no"));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        }
    }

    @Test
    void rotatesTheRefreshTokenAndServesTwoTabsTheSameSuccessor() {
        var client = api.signedIn(api.demo.doctorEmails().getFirst());
        var first = client.cookies.get("consilium_refresh");
        assertThat(client.post("/auth/refresh").status()).isEqualTo(200);
        var second = client.cookies.get("consilium_refresh");
        assertThat(second).isNotEqualTo(first);

        var otherTab = api.stranger();
        otherTab.cookies.put("consilium_refresh", first);
        assertThat(otherTab.post("/auth/refresh").status()).isEqualTo(200);
        assertThat(otherTab.cookies.get("consilium_refresh")).isEqualTo(second);
    }

    @Test
    void endsTheWholeSignInWhenAnOldRefreshTokenComesBack() {
        var client = api.signedIn(api.demo.doctorEmails().getFirst());
        var first = client.cookies.get("consilium_refresh");
        client.post("/auth/refresh");
        client.post("/auth/refresh");

        var thief = api.stranger();
        thief.cookies.put("consilium_refresh", first);
        assertThat(thief.post("/auth/refresh").status()).isEqualTo(401);
        assertThat(client.post("/auth/refresh").status()).isEqualTo(401);
        assertThat(client.get("/me").status()).isEqualTo(401);
    }

    @Test
    void signsOutAtOnce() {
        var client = api.signedIn(api.demo.doctorEmails().getFirst());
        assertThat(client.post("/auth/logout").status()).isEqualTo(204);
        assertThat(client.get("/me").status()).isEqualTo(401);
        assertThat(client.post("/auth/logout").status()).isEqualTo(204);
    }

    @Test
    void refusesCookieCallsOfForeignPages() {
        var client = api.signedIn(api.demo.doctorEmails().getFirst());
        client.headers.put("Origin", "https://evil.example");
        assertThat(client.post("/auth/refresh").status()).isEqualTo(403);
        client.headers.put("Origin", "https://allowed.example");
        assertThat(client.post("/auth/refresh").status()).isEqualTo(200);
        client.headers.put("Origin", "http://127.0.0.1:" + api.port);
        assertThat(client.post("/auth/refresh").status()).isEqualTo(200);
        client.headers.put("Sec-Fetch-Site", "cross-site");
        assertThat(client.post("/auth/refresh").status()).isEqualTo(403);
    }

    @Test
    void refusesForgedExpiredAndUnsignedTokens() throws Exception {
        var real = api.signedIn(api.demo.doctorEmails().getFirst()).token;
        var parts = real.split("\\.", -1);
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var none = encode("{\"alg\":\"none\"}") + "." + parts[1] + ".";
        var noneWithSignature = encode("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2];
        var promoted = parts[0] + "." + encode(claims.replace("doctor", "admin")) + "." + parts[2];
        var otherKey = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), JWTClaimsSet.parse(claims));
        otherKey.sign(new MACSigner(new byte[32]));
        var hs512 =
                new SignedJWT(
                        new JWSHeader(JWSAlgorithm.HS512),
                        new JWTClaimsSet.Builder().claim("exp", 4_000_000_000L).build());
        hs512.sign(new MACSigner(new byte[64]));
        for (var token :
                List.of(
                        none,
                        noneWithSignature,
                        promoted,
                        otherKey.serialize(),
                        hs512.serialize(),
                        "x",
                        "a.b.c",
                        "..",
                        "é",
                        real + "A")) {
            var client = api.stranger();
            client.token = token.equals("é") ? "%C3%A9" : token;
            assertThat(client.get("/me").status()).as(token).isEqualTo(401);
        }
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void letsAnAdminCreateADoctorWhoChoosesAPassword() {
        var admin = api.admin();
        var created =
                admin.create(
                        "/users",
                        Map.of(
                                "email", "New.Doctor@Hôpital.example",
                                "display_name", "Dr New",
                                "role", "doctor"));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.body().path("user").path("status").asText())
                .isEqualTo("pending_verification");
        assertThat(created.body().path("password_link").asText()).contains("/set-password#");
        var token = created.body().path("password_token").asText();

        var client = api.stranger();
        for (var weak : List.of("short", "motdepasse123", "drnewdrnewdrnew")) {
            assertThat(
                            client.post(
                                            "/auth/password/set",
                                            Map.of("token", token, "password", weak))
                                    .status())
                    .as(weak)
                    .isEqualTo(422);
        }
        var chosen = "corde-lune-tambour-42";
        assertThat(
                        client.post(
                                        "/auth/password/set",
                                        Map.of("token", token, "password", chosen))
                                .status())
                .isEqualTo(200);
        assertThat(
                        client.post(
                                        "/auth/password/set",
                                        Map.of("token", token, "password", chosen))
                                .problem())
                .isEqualTo("gone");
        assertThat(
                        client.post(
                                        "/auth/login",
                                        Map.of(
                                                "email",
                                                " new.doctor@hôpital.example",
                                                "password",
                                                chosen))
                                .status())
                .isEqualTo(200);
        var again =
                admin.create(
                        "/users",
                        Map.of(
                                "email",
                                "NEW.doctor@HÔPITAL.example",
                                "display_name",
                                "X",
                                "role",
                                "doctor"));
        assertThat(again.fieldError()).isEqualTo("/email taken");
        assertThat(admin.get("/users").body().path("items").findValuesAsText("display_name"))
                .contains("Dr New", "Dr Claire Martin");
    }

    @Test
    void pagesThroughUsers() {
        var admin = api.admin();
        var all = admin.get("/users").body().path("items");
        var seen = new java.util.ArrayList<String>();
        var path = "/users?limit=1";
        for (var i = 0; i < 20; i++) {
            var page = admin.get(path).body();
            page.path("items").forEach(user -> seen.add(user.path("id").asText()));
            if (!page.has("next_cursor")) {
                break;
            }
            path = "/users?limit=1&cursor=" + page.path("next_cursor").asText();
        }
        assertThat(seen).hasSize(all.size()).doesNotHaveDuplicates();
        assertThat(admin.get("/users?cursor=AAAA").status()).isEqualTo(400);
    }

    @Test
    void keepsDoctorsFromTheUsersAndAdminsFromTheConsults() {
        assertThat(api.signedIn(api.demo.doctorEmails().getFirst()).get("/users").status())
                .isEqualTo(403);
        assertThat(api.admin().get("/consults").status()).isEqualTo(403);
    }

    @Test
    void makesTheFirstAdministratorOnce() {
        try (var empty =
                new TestApi(
                        ControlApiConfig.RequestLimits.standard(),
                        org.consilium.control.live.LiveLimits.standard(),
                        false)) {
            var client = empty.stranger();
            assertThat(
                            client.get("/installation")
                                    .body()
                                    .path("needs_first_administrator")
                                    .asBoolean())
                    .isTrue();
            var voided = empty.api.bootstrapToken().orElseThrow();
            var token = empty.api.bootstrapToken().orElseThrow();
            var body =
                    new java.util.HashMap<>(
                            Map.of(
                                    "token", voided,
                                    "email", "first@hospital.example",
                                    "password", "corde-lune-tambour-42",
                                    "display_name", "First"));
            assertThat(client.post("/auth/bootstrap", body).problem()).isEqualTo("gone");
            body.put("token", token);
            assertThat(client.post("/auth/bootstrap", body).status()).isEqualTo(201);
            assertThat(client.post("/auth/bootstrap", body).problem()).isEqualTo("gone");
            assertThat(empty.api.bootstrapToken()).isEmpty();
            assertThat(
                            client.get("/installation")
                                    .body()
                                    .path("needs_first_administrator")
                                    .asBoolean())
                    .isFalse();
        }
    }
}
