package org.consilium.media.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.consilium.media.buffer.TransportAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateTest {
    private static final TransportAddress ADDRESS = TransportAddress.ofIpv4(0xc0000201, 7882);

    @Test
    void printsWhatItReads() {
        for (var transport : IceCandidate.Transport.values()) {
            for (int rank = 0; rank < 3; rank++) {
                var address =
                        rank == 0 ? ADDRESS : new TransportAddress(0x20010db8L << 32, rank, 9);
                IceCandidate candidate = IceCandidate.host(transport, address, rank);
                assertThat(IceCandidate.parse(candidate.toAttribute())).contains(candidate);
            }
        }
        assertThat(IceCandidate.host(IceCandidate.Transport.UDP, ADDRESS, 0).toAttribute())
                .isEqualTo("candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host");
    }

    @Test
    void prefersUdpToTcpAndEarlierAddressesToLater() {
        int first = IceCandidate.host(IceCandidate.Transport.UDP, ADDRESS, 0).priority();
        int second = IceCandidate.host(IceCandidate.Transport.UDP, ADDRESS, 1).priority();
        int tcp = IceCandidate.host(IceCandidate.Transport.TCP_PASSIVE, ADDRESS, 0).priority();
        assertThat(first).isGreaterThan(second).isPositive();
        assertThat(second).isGreaterThan(tcp);
    }

    @Test
    void readsWhatBrowsersTrickle() {
        assertThat(
                        IceCandidate.parse(
                                "candidate:4036925182 1 udp 2122265343 fd00::2 44022 typ host"
                                        + " generation 0 ufrag K7nI network-id 2"))
                .hasValueSatisfying(
                        candidate -> {
                            assertThat(candidate.address().hostLiteral())
                                    .isEqualTo("fd00:0:0:0:0:0:0:2");
                            assertThat(candidate.address().port()).isEqualTo(44022);
                        });
        assertThat(
                        IceCandidate.parse(
                                "candidate:3310519178 1 tcp 1518214911 192.0.2.2 9 typ host tcptype"
                                        + " active generation 0 network-id 1"))
                .hasValueSatisfying(
                        candidate ->
                                assertThat(candidate.transport())
                                        .isEqualTo(IceCandidate.Transport.TCP_ACTIVE));
        assertThat(
                        IceCandidate.parse(
                                "a=candidate:1 1 UDP 1686052607 203.0.113.7 5 typ srflx raddr"
                                        + " 10.0.0.1 rport 9"))
                .hasValueSatisfying(
                        candidate ->
                                assertThat(candidate.type())
                                        .isEqualTo(IceCandidate.Type.SERVER_REFLEXIVE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate:",
                "candidate:0 1 UDP 2122187007 d87ccc34-d6fb-48cf-992c-c1baffa710af.local 5 typ host",
                "candidate:0 2 UDP 2122187006 192.0.2.1 5 typ host",
                "candidate:0 1 UDP 0 192.0.2.1 5 typ host",
                "candidate:0 1 UDP 4294967295 192.0.2.1 5 typ host",
                "candidate:0 1 UDP 1 192.0.2.1 70000 typ host",
                "candidate:0 1 UDP 1 192.0.2.256 5 typ host",
                "candidate:0 1 UDP 1 192.0.2 5 typ host",
                "candidate:0 1 UDP 1 1::2::3 5 typ host",
                "candidate:0 1 UDP 1 1:2:3:4:5:6:7 5 typ host",
                "candidate:0 1 UDP 1 1:2:3:4:5:6:7:8:9 5 typ host",
                "candidate:0 1 UDP 1 fe80::1%eth0 5 typ host",
                "candidate:0 1 UDP 1 192.0.2.1 5 typ imaginary",
                "candidate:0 1 SCTP 1 192.0.2.1 5 typ host",
                "candidate:0 1 TCP 1 192.0.2.1 5 typ host"
            })
    void passesOverWhatItCannotUse(String attribute) {
        assertThat(IceCandidate.parse(attribute)).isEmpty();
    }

    @Test
    void readsEveryFormOfIpv6() {
        assertThat(IpLiteral.parse("::", 1)).contains(new TransportAddress(0, 0, 1));
        assertThat(IpLiteral.parse("::1", 1)).contains(new TransportAddress(0, 1, 1));
        assertThat(IpLiteral.parse("1::", 1)).contains(new TransportAddress(1L << 48, 0, 1));
        assertThat(IpLiteral.parse("1:2:3:4:5:6:7:8", 1))
                .contains(new TransportAddress(0x0001000200030004L, 0x0005000600070008L, 1));
        assertThat(IpLiteral.parse("::ffff:192.0.2.1", 7882)).contains(ADDRESS);
        assertThat(IpLiteral.parse("64:ff9b::192.0.2.1", 1))
                .contains(new TransportAddress(0x0064ff9b00000000L, 0xc0000201L, 1));
    }

    @Test
    void survivesAnyText() {
        long seed = 8839;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        String good = "candidate:1 1 udp 2130706431 2001:db8::192.0.2.1 7882 typ host tcptype so";
        for (int round = 0; round < 100_000; round++) {
            var text = new StringBuilder(good);
            for (int edits = 1 + random.nextInt(5); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(96)));
                    case 1 -> text.deleteCharAt(at);
                    default -> {
                        int from = random.nextInt(good.length());
                        text.insert(at, good, from, Math.min(good.length(), from + 9));
                    }
                }
            }
            IceCandidate.parse(text.toString());
        }
    }
}
