// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "version.h"

#include <cstdio>

int main()
{
    std::printf("athanor-cli %s\n", athanor::kVersion);
}
