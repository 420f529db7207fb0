/**
 * What operators see: metrics, liveness and readiness on the internal port, log lines without
 * secrets. The only package that knows Micrometer. Reads snapshots; never touches the loop's state.
 */
@NullMarked
package org.consilium.server.observe;

import org.jspecify.annotations.NullMarked;
