// Backups by HTTP, for `hallway backup --url`: have one made, see how it goes, fetch it.
#pragma once

#include "http/routes.hpp"
#include "identity/tokens.hpp"
#include "log/backup_keeper.hpp"

#include <string>

namespace hallway {

/// For programs of this machine that show an organiser's token (`Authorization: Bearer …`, RFC 6750); to others there is no such page. 401 without a token
/// that is good, 403 with one of a lesser role or of another space.
///
/// POST /v1/admin/backups: 202 with {"number":N}. GET /v1/admin/backups?number=N: {"state":"waiting"|"copying"|"verifying"|"done"|"failed",…}.
/// GET /v1/admin/backups/file?name=NAME: a part of a backup, at most 1 MiB, as the Range header asks (RFC 9110, 14.2): 206.
///
/// \param backups null: nothing is kept, so there is nothing to back up (409). It and `tokens` outlive the table.
void add_backups(http_routes& table, const token_keeper& tokens, std::string space, backup_keeper* backups);

} // namespace hallway
