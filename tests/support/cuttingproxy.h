// SPDX-FileCopyrightText: The Athanor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Stands between a client and a server's Unix socket and cuts one connection at a COMMIT, before or after the
// server got it. Connections made later are let through. Works in threads of its own.

#include "core/connectionprofile.h"

#include <QFile>
#include <QTemporaryDir>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

namespace athanor::test {

class CuttingProxy {
public:
    enum class Cut { BeforeCommit, AfterCommit };

    /// Cuts at the COMMIT number \a which, counted from 1.
    CuttingProxy(const ConnectionParameters& server, Cut cut, int which)
        : m_server(server)
        , m_cut(cut)
        , m_left(which)
        , m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const sockaddr_un address = addressIn(m_folder.path());
        if (::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
            || ::listen(m_listener, 8) != 0)
            qFatal("cannot listen on %s", address.sun_path);
        m_acceptor = std::thread([this] { accept(); });
    }

    ~CuttingProxy()
    {
        m_stop = true;
        m_acceptor.join(); // from now on there are no new connections
        for (auto& connection : m_connections)
            connection.join();
        ::close(m_listener);
    }

    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    [[nodiscard]] ConnectionParameters parameters() const
    {
        auto parameters = m_server;
        parameters.keywords.insert(QStringLiteral("host"), m_folder.path());
        return parameters;
    }

    [[nodiscard]] bool hasCut() const { return m_hasCut; }

private:
    static sockaddr_un addressIn(const QString& folder)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray path = QFile::encodeName(folder + QStringLiteral("/.s.PGSQL.5432"));
        std::strncpy(address.sun_path, path.constData(), sizeof address.sun_path - 1);
        return address;
    }

    [[nodiscard]] bool readable(int first, int second, pollfd (&files)[2]) const
    {
        files[0] = {first, POLLIN, 0};
        files[1] = {second, POLLIN, 0};
        while (!m_stop) {
            if (::poll(files, second < 0 ? 1 : 2, 20) > 0)
                return true;
        }
        return false;
    }

    void accept()
    {
        for (pollfd files[2]; readable(m_listener, -1, files);) {
            const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
            const sockaddr_un address = addressIn(m_server.value(QStringLiteral("host")));
            if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
                qWarning("cannot reach %s", address.sun_path);
            m_connections.emplace_back([this, client, server] {
                forward(client, server);
                ::close(client);
                ::close(server);
            });
        }
    }

    static bool pass(const QByteArray& data, int to)
    {
        return ::send(to, data.constData(), size_t(data.size()), MSG_NOSIGNAL) == data.size();
    }

    static QByteArray take(int from)
    {
        QByteArray data(65536, Qt::Uninitialized);
        data.resize(std::max<qsizetype>(0, ::recv(from, data.data(), size_t(data.size()), 0)));
        return data;
    }

    /// Until one side is gone, or the cut.
    void forward(int client, int server)
    {
        for (pollfd files[2]; readable(client, server, files);) {
            if (files[1].revents != 0) {
                const QByteArray answer = take(server);
                if (answer.isEmpty() || !pass(answer, client))
                    return;
            }
            if (files[0].revents == 0)
                continue;
            const QByteArray request = take(client);
            const bool cuts = request.contains(QByteArray("COMMIT\0", 7)) && --m_left == 0;
            if (cuts)
                m_hasCut = true;
            if (request.isEmpty() || (cuts && m_cut == Cut::BeforeCommit) || !pass(request, server))
                return;
            if (cuts) {
                take(server); // its answer: the COMMIT is done, and only the client does not know
                return;
            }
        }
    }

    QTemporaryDir m_folder;
    ConnectionParameters m_server;
    Cut m_cut;
    std::atomic<int> m_left;
    std::atomic<bool> m_hasCut = false;
    std::atomic<bool> m_stop = false;
    int m_listener;
    std::thread m_acceptor;
    std::vector<std::thread> m_connections; ///< of the acceptor, until it has ended
};

} // namespace athanor::test
