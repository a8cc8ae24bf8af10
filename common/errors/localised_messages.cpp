#include "common/errors/localised_messages.hpp"

#include <array>

namespace hangup {
namespace {

constexpr std::string_view de = "de";
constexpr std::string_view fr = "fr";
constexpr std::string_view es = "es";
constexpr std::string_view zh = "zh-Hans";
constexpr std::string_view ja = "ja";
constexpr std::string_view ru = "ru";

constexpr std::array table = {
    localised_message{de, 64, "Der angegebene Netzwerkname ist nicht mehr verfügbar"},
    localised_message{de, 121, "Das Zeitlimit für die Semaphore wurde erreicht"},
    localised_message{
        de, 995,
        "Der E/A-Vorgang wurde wegen eines Threadendes oder einer Anwendungsanforderung abgebrochen"},
    localised_message{de, 1225, "Der Remotecomputer hat die Netzwerkverbindung abgelehnt"},
    localised_message{de, 1236,
                      "Die Netzwerkverbindung wurde durch das lokale System"},  // its end was not recorded
    localised_message{
        de, 10053, "Eine bestehende Verbindung wurde softwaregesteuert durch den Hostcomputer abgebrochen"},
    localised_message{de, 10054, "Eine vorhandene Verbindung wurde vom Remotehost geschlossen"},
    localised_message{
        de, 10060,
        "Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne "
        "nicht richtig reagiert hat, oder die hergestellte Verbindung war fehlerhaft, da der verbundene "
        "Host nicht reagiert hat"},
    localised_message{
        de, 10060,
        "Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne "
        "nicht ordnungsgemäß reagiert hat"},
    localised_message{
        de, 10061,
        "Es konnte keine Verbindung hergestellt werden, da der Zielcomputer die Verbindung verweigerte"},

    localised_message{fr, 64, "Le nom réseau spécifié n’est plus disponible"},
    localised_message{fr, 121, "Le délai de temporisation de sémaphore a expiré"},
    localised_message{
        fr, 995,
        "L’opération d’entrée/sortie a été abandonnée en raison de l’arrêt d’un thread ou à la demande "
        "d’une application"},
    localised_message{fr, 1225, "Le système distant a refusé la connexion réseau"},
    localised_message{fr, 1236, "La connexion réseau a été arrêtée par le système local"},
    localised_message{fr, 10053,
                      "Une connexion établie a été abandonnée par un logiciel de votre ordinateur hôte"},
    localised_message{fr, 10054, "Une connexion existante a dû être fermée par l’hôte distant"},
    localised_message{
        fr, 10060,
        "Une tentative de connexion a échoué car le parti connecté n’a pas répondu convenablement "
        "au-delà d’une certaine durée ou une connexion établie a échoué car l’hôte de connexion n’a pas "
        "répondu"},
    localised_message{fr, 10061,
                      "Aucune connexion n’a pu être établie car l’ordinateur cible l’a expressément refusée"},

    localised_message{es, 64, "El nombre de red especificado ya no está disponible"},
    localised_message{es, 121, "Se agotó el tiempo de espera del semáforo"},
    localised_message{es, 1225, "El equipo remoto rechazó la conexión de red"},
    localised_message{es, 10053, "Se ha anulado una conexión establecida por el software en su equipo host"},
    localised_message{es, 10054,
                      "Se ha forzado la interrupción de una conexión existente por el host remoto"},
    localised_message{
        es, 10060,
        "Se produjo un error durante el intento de conexión ya que la parte conectada no respondió "
        "adecuadamente tras un periodo de tiempo, o bien se produjo un error en la conexión establecida "
        "ya que el host conectado no ha podido responder"},
    localised_message{
        es, 10061,
        "No se puede establecer una conexión ya que el equipo de destino denegó expresamente dicha "
        "conexión"},

    localised_message{zh, 64, "指定的网络名不再可用"},
    localised_message{zh, 121, "信号灯超时时间已到"},
    localised_message{zh, 995, "由于线程退出或应用程序请求，已中止 I/O 操作"},
    localised_message{zh, 995, "由于线程退出或应用程序请求，已放弃 I/O 操作"},
    localised_message{zh, 1225, "远程计算机拒绝网络连接"},
    localised_message{zh, 1236, "由本地系统中止网络连接"},
    localised_message{zh, 10053, "你的主机中的软件中止了一个已建立的连接"},
    localised_message{zh, 10053, "您的主机中的软件中止了一个已建立的连接"},
    localised_message{zh, 10054, "远程主机强迫关闭了一个现有的连接"},
    localised_message{zh, 10060, "由于连接方在一段时间后没有正确答复或连接的主机没有反应，连接尝试失败"},
    localised_message{zh, 10061, "由于目标计算机积极拒绝，无法连接"},

    localised_message{ja, 64, "指定されたネットワーク名は利用できません"},
    localised_message{ja, 121, "セマフォがタイムアウトしました"},
    localised_message{ja, 995,
                      "スレッドの終了またはアプリケーションの要求によって、I/O 処理は中止されました"},
    localised_message{ja, 1225, "リモート コンピューターによりネットワーク接続が拒否されました"},
    // Windows itself writes ソウトウェア; the others are an older version's and the word corrected by those
    // who quote it.
    localised_message{ja, 10053, "確立された接続がホスト コンピューターのソウトウェアによって中止されました"},
    localised_message{ja, 10053, "確立された接続がホスト コンピュータのソウトウェアによって中止されました"},
    localised_message{ja, 10053, "確立された接続がホスト コンピューターのソフトウェアによって中止されました"},
    localised_message{ja, 10054, "既存の接続はリモート ホストに強制的に切断されました"},
    localised_message{
        ja, 10060,
        "接続済みの呼び出し先が一定の時間を過ぎても正しく応答しなかったため、接続できませんでした"},
    localised_message{ja, 10061, "対象のコンピューターによって拒否されたため、接続できませんでした"},

    localised_message{ru, 64, "Указанное сетевое имя более недоступно"},
    localised_message{ru, 121, "Превышен таймаут семафора"},
    localised_message{
        ru, 995,
        "Операция ввода/вывода была прервана из-за завершения потока команд или по запросу приложения"},
    localised_message{ru, 1225, "Удаленный компьютер отклонил это сетевое подключение"},
    localised_message{ru, 1236, "Подключение к сети было разорвано локальной системой"},
    localised_message{ru, 10053, "Программа на вашем хост-компьютере разорвала установленное подключение"},
    localised_message{ru, 10054, "Удаленный хост принудительно разорвал существующее подключение"},
    localised_message{
        ru, 10060,
        "Попытка установить соединение была безуспешной, т.к. от другого компьютера за требуемое время не "
        "получен нужный отклик"},
    localised_message{ru, 10061,
                      "Подключение не установлено, т.к. конечный компьютер отверг запрос на подключение"},
};

}  // namespace

std::span<localised_message const> localised_messages() {
  return table;
}

}  // namespace hangup
