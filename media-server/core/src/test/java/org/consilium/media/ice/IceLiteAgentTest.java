package org.consilium.media.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.stun.StunAttribute;
import org.consilium.media.stun.StunClass;
import org.consilium.media.stun.StunMessage;
import org.junit.jupiter.api.Test;

class IceLiteAgentTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_000 * SECOND;

    private final NetworkPath wifi = path(1);
    private final NetworkPath cable = path(2);
    private final IceLiteAgent agent =
            new IceLiteAgent(new Random(8445), IceTimeouts.DEFAULT, START);
    private final FullAgent browser = new FullAgent("K7nI", agent.localCredentials());

    @Test
    void generatesCredentialsOfTheDemandedStrengthThatAreKeys() {
        IceCredentials credentials = agent.localCredentials();
        assertThat(credentials.ufrag()).hasSize(8);
        assertThat(credentials.password()).hasSize(24);
        assertThat(credentials.ufragKey()).isNotZero();
        assertThat(credentials.toString()).doesNotContain(credentials.password());
        byte[] check = browser.check(false, FullAgent.Flaw.NONE);
        var message = new StunMessage();
        assertThat(message.wrap(check, 0, check.length)).isTrue();
        assertThat(IceLiteAgent.ufragKey(message)).isEqualTo(credentials.ufragKey());
    }

    @Test
    void answersAnAuthenticCheckWithTheAddressItSaw() {
        assertThat(browser.send(agent, wifi, false, START)).isEqualTo(IceOutcome.CHANGED);
        assertThat(browser.response().messageClass()).isEqualTo(StunClass.SUCCESS_RESPONSE);
        assertThat(browser.responseIsAuthentic()).isTrue();
        StunMessage response = browser.response();
        assertThat(response.hasFingerprint()).isTrue();
        assertThat(response.xorAddress(response.find(StunAttribute.XOR_MAPPED_ADDRESS)))
                .isEqualTo(wifi.remote());
    }

    @Test
    void usesTheFirstCheckedPairUntilOneIsNominated() {
        assertThat(agent.state()).isEqualTo(IceState.NEW);
        browser.send(agent, wifi, false, START);
        assertThat(agent.state()).isEqualTo(IceState.CHECKING);
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        assertThat(browser.send(agent, cable, false, START)).isEqualTo(IceOutcome.ANSWERED);
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        assertThat(browser.send(agent, cable, true, START)).isEqualTo(IceOutcome.CHANGED);
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
        assertThat(agent.selectedPath()).isEqualTo(cable);
    }

    @Test
    void theLatestNominationOfChromiumWins() {
        browser.send(agent, wifi, true, START);
        browser.send(agent, cable, false, START + SECOND);
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        browser.send(agent, cable, true, START + 2 * SECOND);
        assertThat(agent.selectedPath()).isEqualTo(cable);
        browser.send(agent, wifi, false, START + 3 * SECOND);
        assertThat(agent.selectedPath()).isEqualTo(cable);
    }

    @Test
    void theNominatedPairFirefoxKeepsCheckingWinsInTheEnd() {
        browser.send(agent, wifi, true, START);
        browser.send(agent, cable, true, START);
        assertThat(agent.selectedPath()).isEqualTo(cable);
        browser.send(agent, wifi, false, START + 5 * SECOND);
        assertThat(agent.selectedPath()).isEqualTo(cable);
        browser.send(agent, wifi, false, START + 10 * SECOND);
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
    }

    @Test
    void refusesWhatTheRfcSaysToRefuse() {
        assertRefused(FullAgent.Flaw.NO_INTEGRITY, 400, false);
        assertRefused(FullAgent.Flaw.NO_USERNAME, 400, false);
        assertRefused(FullAgent.Flaw.WRONG_PASSWORD, 401, false);
        assertRefused(FullAgent.Flaw.CONTROLLED, 487, true);
        assertRefused(FullAgent.Flaw.UNKNOWN_ATTRIBUTE, 420, true);
        StunMessage response = browser.response();
        int unknown = response.find(StunAttribute.UNKNOWN_ATTRIBUTES);
        assertThat(response.valueLength(unknown)).isEqualTo(2);
        assertThat(agent.state()).isEqualTo(IceState.NEW);
        assertThat(agent.selectedPath()).isNull();
    }

    @Test
    void ignoresWhoeverCallsSomebodyElse() {
        for (var flaw :
                new FullAgent.Flaw[] {FullAgent.Flaw.UNKNOWN_USERNAME, FullAgent.Flaw.INDICATION}) {
            byte[] bytes = browser.check(true, flaw);
            assertThat(browser.send(agent, wifi, bytes, START)).isEqualTo(IceOutcome.DROPPED);
        }
        assertThat(browser.responses).isEmpty();
        assertThat(agent.droppedMessages()).isEqualTo(2);
    }

    @Test
    void boundsWhatItAnswersToStrangers() {
        byte[] forged = browser.check(true, FullAgent.Flaw.WRONG_PASSWORD);
        for (int i = 0; i < 1000; i++) {
            browser.send(agent, wifi, forged, START + i * 1_000_000L);
        }
        // Ten at once and ten for the second.
        assertThat(browser.responses).hasSizeBetween(10, 20);
        assertThat(browser.send(agent, wifi, true, START + SECOND)).isEqualTo(IceOutcome.CHANGED);
    }

    @Test
    void fallsSilentByDegreesAndRecovers() {
        browser.send(agent, wifi, true, START);
        assertThat(agent.nextDeadlineNanos()).isEqualTo(START + 10 * SECOND);
        assertThat(agent.onTimeout(START + 10 * SECOND - 1)).isFalse();
        assertThat(agent.onTimeout(START + 10 * SECOND)).isTrue();
        assertThat(agent.state()).isEqualTo(IceState.DISCONNECTED);
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        assertThat(browser.send(agent, wifi, false, START + 12 * SECOND))
                .isEqualTo(IceOutcome.CHANGED);
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);

        runTimeouts(START + 60 * SECOND);
        assertThat(agent.state()).isEqualTo(IceState.FAILED);
        assertThat(agent.selectedPath()).isNull();
        assertThat(agent.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(browser.send(agent, wifi, true, START + 61 * SECOND))
                .isEqualTo(IceOutcome.DROPPED);
    }

    @Test
    void mediaKeepsItConnectedButNotBeyondConsent() {
        browser.send(agent, wifi, true, START);
        for (long at = START; at < START + 29 * SECOND; at += SECOND) {
            assertThat(agent.onAuthenticatedPacket(wifi, at)).isFalse();
            agent.onTimeout(at);
            assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
        }
        agent.onAuthenticatedPacket(wifi, START + 30 * SECOND - 1);
        assertThat(agent.nextDeadlineNanos()).isEqualTo(START + 30 * SECOND);
        assertThat(agent.onTimeout(START + 30 * SECOND)).isTrue();
        assertThat(agent.state()).isEqualTo(IceState.FAILED);
        assertThat(agent.selectedPath()).isNull();
    }

    @Test
    void mediaEndsADisconnection() {
        browser.send(agent, wifi, true, START);
        agent.onTimeout(START + 10 * SECOND);
        assertThat(agent.onAuthenticatedPacket(cable, START + 11 * SECOND)).isFalse();
        assertThat(agent.onAuthenticatedPacket(wifi, START + 11 * SECOND)).isTrue();
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
    }

    @Test
    void movesToAPairThatIsStillCheckedBeforeItCallsItADisconnection() {
        browser.send(agent, wifi, true, START);
        browser.send(agent, cable, false, START + 6 * SECOND);
        assertThat(agent.onTimeout(START + 10 * SECOND)).isTrue();
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
        assertThat(agent.selectedPath()).isEqualTo(cable);
        agent.onTimeout(START + 16 * SECOND);
        assertThat(agent.state()).isEqualTo(IceState.DISCONNECTED);
    }

    @Test
    void aRestartKeepsTheOldPairUntilTheNewCredentialsHaveANomination() {
        browser.send(agent, wifi, true, START);
        IceCredentials old = agent.localCredentials();
        IceCredentials fresh = agent.restart(START + SECOND);
        assertThat(fresh).isNotEqualTo(old);
        assertThat(agent.previousUfragKey()).isEqualTo(old.ufragKey());
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);

        assertThat(browser.send(agent, wifi, false, START + 2 * SECOND))
                .isEqualTo(IceOutcome.ANSWERED);
        browser.target(fresh);
        browser.send(agent, cable, false, START + 2 * SECOND);
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        browser.send(agent, cable, true, START + 2 * SECOND);
        assertThat(agent.selectedPath()).isEqualTo(cable);
        assertThat(agent.previousUfragKey()).isZero();
        browser.target(old);
        assertThat(browser.send(agent, wifi, true, START + 3 * SECOND))
                .isEqualTo(IceOutcome.DROPPED);
    }

    @Test
    void aSecondRestartBeforeANominationKeepsWhatWorks() {
        browser.send(agent, wifi, true, START);
        IceCredentials old = agent.localCredentials();
        agent.restart(START + SECOND);
        IceCredentials newest = agent.restart(START + 2 * SECOND);
        assertThat(agent.previousUfragKey()).isEqualTo(old.ufragKey());
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        browser.target(newest);
        browser.send(agent, cable, true, START + 3 * SECOND);
        assertThat(agent.selectedPath()).isEqualTo(cable);
    }

    @Test
    void aRestartRevivesWhatFailed() {
        browser.send(agent, wifi, true, START);
        runTimeouts(START + 100 * SECOND);
        assertThat(agent.state()).isEqualTo(IceState.FAILED);
        IceCredentials fresh = agent.restart(START + 100 * SECOND);
        assertThat(agent.state()).isEqualTo(IceState.CHECKING);
        assertThat(agent.previousUfragKey()).isZero();
        browser.target(fresh);
        browser.send(agent, cable, true, START + 101 * SECOND);
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
        assertThat(agent.selectedPath()).isEqualTo(cable);
    }

    @Test
    void aRestartThatNobodyFollowsEndsInFailure() {
        browser.send(agent, wifi, true, START);
        agent.onTimeout(START + 10 * SECOND);
        agent.restart(START + 12 * SECOND);
        long consentLost = START + 30 * SECOND;
        agent.onTimeout(consentLost - 1);
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        agent.onTimeout(consentLost);
        assertThat(agent.selectedPath()).isNull();
        assertThat(agent.state()).isEqualTo(IceState.CHECKING);
        runTimeouts(START + 72 * SECOND);
        assertThat(agent.state()).isEqualTo(IceState.FAILED);
    }

    @Test
    void waitsForTheFirstCheckForeverAndForANominationOneMinute() {
        assertThat(agent.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        long late = START + 3600 * SECOND;
        for (long at = late; at < late + 60 * SECOND; at += SECOND) {
            browser.send(agent, wifi, false, at);
            agent.onTimeout(at);
            assertThat(agent.state()).isEqualTo(IceState.CHECKING);
        }
        agent.onTimeout(late + 60 * SECOND);
        assertThat(agent.state()).isEqualTo(IceState.FAILED);
    }

    @Test
    void aClosedConnectionIsNoPathAnyMore() {
        browser.send(agent, wifi, true, START);
        assertThat(agent.onPathClosed(cable, START)).isFalse();
        assertThat(agent.onPathClosed(wifi, START)).isTrue();
        assertThat(agent.selectedPath()).isNull();
        assertThat(agent.state()).isEqualTo(IceState.DISCONNECTED);
        browser.send(agent, cable, true, START + SECOND);
        assertThat(agent.selectedPath()).isEqualTo(cable);
        assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
    }

    @Test
    void learnsABoundedNumberOfPathsAndNeverForgetsTheSelectedOne() {
        browser.send(agent, wifi, true, START);
        for (int i = 100; i < 1100; i++) {
            browser.send(agent, path(i), false, START + i);
        }
        assertThat(agent.selectedPath()).isEqualTo(wifi);
        assertThat(browser.send(agent, wifi, false, START + SECOND)).isEqualTo(IceOutcome.ANSWERED);
        assertThat(agent.onTimeout(START + 11 * SECOND)).isTrue();
    }

    @Test
    void survivesAnyBytesAndBelievesNone() {
        long seed = 7675;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        byte[] good = browser.check(true, FullAgent.Flaw.NONE);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = Arrays.copyOf(good, good.length - 4 * random.nextInt(4));
            // What stands behind the integrity is nobody's word, and not looked at.
            int authenticated = Math.min(bytes.length, good.length - 8);
            bytes[4 + random.nextInt(authenticated - 4)] ^= (byte) (1 + random.nextInt(255));
            if (random.nextBoolean()) {
                bytes[2] = (byte) ((bytes.length - 20) >> 8);
                bytes[3] = (byte) (bytes.length - 20);
            }
            IceOutcome outcome = browser.send(agent, wifi, bytes, START + round);
            assertThat(outcome).isIn(IceOutcome.DROPPED, IceOutcome.REFUSED);
        }
        assertThat(agent.state()).isEqualTo(IceState.NEW);
    }

    private void assertRefused(FullAgent.Flaw flaw, int code, boolean signed) {
        byte[] bytes = browser.check(true, flaw);
        assertThat(browser.send(agent, wifi, bytes, START)).isEqualTo(IceOutcome.REFUSED);
        assertThat(browser.response().messageClass()).isEqualTo(StunClass.ERROR_RESPONSE);
        assertThat(browser.errorCode()).isEqualTo(code);
        assertThat(browser.responseIsAuthentic()).isEqualTo(signed);
    }

    private void runTimeouts(long untilNanos) {
        while (agent.nextDeadlineNanos() <= untilNanos) {
            agent.onTimeout(agent.nextDeadlineNanos());
        }
    }

    private static NetworkPath path(int host) {
        return new NetworkPath(0, TransportAddress.ofIpv4(0xc0000200 + host, 40_000 + host));
    }
}
