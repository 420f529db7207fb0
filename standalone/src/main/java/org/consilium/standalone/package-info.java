/**
 * Everything in one process, to try Consilium or to run it on one machine: the control API with an
 * embedded PostgreSQL, the media server and the web interface on one port. Composition only: what
 * decides something belongs elsewhere.
 */
@NullMarked
package org.consilium.standalone;

import org.jspecify.annotations.NullMarked;
