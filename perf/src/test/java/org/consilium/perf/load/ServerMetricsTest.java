package org.consilium.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerMetricsTest {
    @Test
    void loopsAreSummedAndTheLongestDelayIsTheWorstOnes() {
        ServerMetrics metrics =
                ServerMetrics.parse(
                        """
                        # TYPE sfu_loop_allocated_bytes_total counter
                        sfu_loop_allocated_bytes_total{loop="0",node_id="n"} 1000.0
                        sfu_loop_allocated_bytes_total{loop="1",node_id="n"} 2.5E3
                        sfu_loop_delay_seconds{loop="0",node_id="n",quantile="0.99"} 9.0
                        sfu_loop_delay_seconds{loop="0",node_id="n",quantile="1"} 0.004
                        sfu_loop_delay_seconds{loop="1",node_id="n",quantile="1"} 0.002
                        """);

        assertThat(metrics).isEqualTo(new ServerMetrics(3500, 0.004));
    }
}
