package org.consilium.server.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.consilium.server.address.MediaAddresses.Announce;
import org.consilium.server.address.MediaAddresses.Wish;
import org.junit.jupiter.api.Test;

class MediaAddressesTest {
    private static final Wish ANY = new Wish(List.of(), List.of(), false);

    private static final List<LocalAddress> HOST =
            List.of(
                    local("127.0.0.1", "lo"),
                    local("::1", "lo"),
                    local("fe80::1", "eth0"),
                    local("2001:db8::5", "eth0"),
                    local("10.0.0.5", "eth0"),
                    local("172.17.0.1", "docker0"),
                    local("192.168.1.9", "wlan0"));

    @Test
    void takesEveryRealAddressIpv4First() {
        var addresses = MediaAddresses.choose(ANY, HOST);
        assertThat(addresses.bound()).isEqualTo(ips("10.0.0.5", "192.168.1.9", "2001:db8::5"));
        assertThat(addresses.announced()).isEqualTo(addresses.bound());
    }

    @Test
    void takesABridgeOnlyWhereThereIsNothingElse() {
        var addresses =
                MediaAddresses.choose(
                        ANY, List.of(local("127.0.0.1", "lo"), local("172.17.0.1", "docker0")));
        assertThat(addresses.bound()).isEqualTo(ips("172.17.0.1"));
    }

    @Test
    void takesLoopbackOnlyWhereThereIsNothingElse() {
        var addresses =
                MediaAddresses.choose(
                        ANY, List.of(local("127.0.0.1", "lo"), local("fe80::1", "eth0")));
        assertThat(addresses.bound()).isEqualTo(ips("127.0.0.1"));
        assertThatThrownBy(() -> MediaAddresses.choose(ANY, List.of()))
                .hasMessage("this machine has no address for media");
    }

    @Test
    void loopbackCanBeWishedForBesideTheOthersAndComesLast() {
        var addresses = MediaAddresses.choose(new Wish(List.of(), List.of(), true), HOST);
        assertThat(addresses.announced())
                .isEqualTo(ips("10.0.0.5", "192.168.1.9", "2001:db8::5", "127.0.0.1"));
    }

    @Test
    void bindsWhatItIsToldAndNothingElse() {
        assertThat(bound("192.168.1.9")).isEqualTo(ips("192.168.1.9"));
        assertThat(bound("127.0.0.1")).isEqualTo(ips("127.0.0.1"));
        assertThat(bound("127.0.0.2")).isEqualTo(ips("127.0.0.2"));
        assertThat(bound("172.17.0.1")).isEqualTo(ips("172.17.0.1"));
        assertThatThrownBy(() -> bound("198.51.100.1"))
                .hasMessage("this machine has no address 198.51.100.1");
    }

    @Test
    void wildcardBindsWhatIsFit() {
        assertThat(bound("0.0.0.0")).isEqualTo(ips("10.0.0.5", "192.168.1.9"));
        assertThat(bound("::")).isEqualTo(ips("10.0.0.5", "192.168.1.9", "2001:db8::5"));
    }

    @Test
    void natAddressReplacesItsFamily() {
        var addresses =
                MediaAddresses.choose(
                        new Wish(List.of(), List.of(announce("203.0.113.5", null)), false), HOST);
        assertThat(addresses.bound()).isEqualTo(ips("10.0.0.5", "192.168.1.9", "2001:db8::5"));
        assertThat(addresses.announced()).isEqualTo(ips("203.0.113.5", "2001:db8::5"));
    }

    @Test
    void mappedAddressBindsItsLocalSideAndBothCanBeAnnounced() {
        var addresses =
                MediaAddresses.choose(
                        new Wish(
                                ips("192.168.1.9"),
                                List.of(
                                        announce("203.0.113.5", "10.0.0.5"),
                                        announce("192.168.1.9", null)),
                                false),
                        HOST);
        assertThat(addresses.bound()).isEqualTo(ips("192.168.1.9", "10.0.0.5"));
        assertThat(addresses.announced()).isEqualTo(ips("203.0.113.5", "192.168.1.9"));
    }

    @Test
    void addressNobodyCouldAnswerOnIsRefused() {
        assertThatThrownBy(
                        () ->
                                MediaAddresses.choose(
                                        new Wish(
                                                ips("10.0.0.5"),
                                                List.of(announce("2001:db8::99", null)),
                                                false),
                                        HOST))
                .hasMessageContaining("no address of its family is bound");
        assertThatThrownBy(
                        () ->
                                MediaAddresses.choose(
                                        new Wish(
                                                List.of(),
                                                List.of(announce("203.0.113.5", "10.9.9.9")),
                                                false),
                                        HOST))
                .hasMessage("this machine has no address 10.9.9.9");
    }

    @Test
    void thisMachineHasSomething() throws Exception {
        assertThat(MediaAddresses.choose(ANY, LocalAddress.ofThisMachine()).bound()).isNotEmpty();
    }

    private static List<InetAddress> bound(String bind) {
        return MediaAddresses.choose(new Wish(ips(bind), List.of(), false), HOST).bound();
    }

    private static Announce announce(
            String address, @org.jspecify.annotations.Nullable String local) {
        return new Announce(
                InetAddress.ofLiteral(address),
                Optional.ofNullable(local).map(InetAddress::ofLiteral));
    }

    private static LocalAddress local(String address, String interfaceName) {
        return new LocalAddress(InetAddress.ofLiteral(address), interfaceName);
    }

    private static List<InetAddress> ips(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
    }
}
