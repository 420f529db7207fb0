package org.consilium.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.server.loop.LoopExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final TestLoop loop = new TestLoop();

    private static DtlsService service(Duration handshakeTimeout, int maxHandshakes) {
        var settings =
                new DtlsSettings(
                        handshakeTimeout, Duration.ofMillis(50), maxHandshakes, 300, 50, 200, 2);
        return new DtlsService(settings, new SecureRandom(), InstantSource.system());
    }

    @AfterEach
    void stopLoop() {
        loop.close();
    }

    @Test
    void eightHandshakesAreCompletedOnAMachineThatHasTime() {
        DtlsService service = service(Duration.ofSeconds(20), 500);

        WarmUp.run(service, loop);

        assertThat(service.statistics().established()).isEqualTo(16);
    }

    @Test
    void aMachineTooSlowForAHandshakeIsNotABrokenOne() {
        DtlsService service = service(Duration.ofMillis(200), 500);
        LoopExecutor slow =
                task ->
                        loop.execute(
                                () -> {
                                    pause();
                                    task.run();
                                });

        WarmUp.run(service, slow);

        assertThat(service.statistics().established()).isZero();
    }

    private static void pause() {
        try {
            Thread.sleep(150);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aHandshakeThatCannotSucceedIsToldByItsReason() {
        DtlsService service = service(Duration.ofSeconds(20), 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> WarmUp.run(service, loop))
                .withMessage("DTLS does not work on this machine: " + DtlsEnd.REFUSED);
    }
}
