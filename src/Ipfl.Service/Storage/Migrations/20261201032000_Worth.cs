using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Ipfl.Service.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Worth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "CentreLoss",
                table: "Entries",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "HalfLoss",
                table: "Entries",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "CopyOf",
                table: "Entries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "OwnLoss",
                table: "Entries",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "RealisedGain",
                table: "Entries",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Remark",
                table: "Entries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "Towards",
                table: "Entries",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "TrialSamples",
                table: "Entries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "UnpaidRound",
                table: "Entries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "UpdateNorm",
                table: "Entries",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Verdict",
                table: "Entries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "MaxSamples",
                table: "Invitations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "MaxSamples",
                table: "Participants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ClassShares",
                table: "Participants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "HasProbe",
                table: "Markets",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Fallback",
                table: "Rounds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ClaimedSamples",
                table: "Trades",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "EffectiveSamples",
                table: "Trades",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "Predicted",
                table: "Trades",
                type: "REAL",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "CentreLoss",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "HalfLoss",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "CopyOf",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "OwnLoss",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "RealisedGain",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "Remark",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "Towards",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "TrialSamples",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "UnpaidRound",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "UpdateNorm",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "Verdict",
                table: "Entries");

            migrationBuilder.DropColumn(
                name: "MaxSamples",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "MaxSamples",
                table: "Participants");

            migrationBuilder.DropColumn(
                name: "ClassShares",
                table: "Participants");

            migrationBuilder.DropColumn(
                name: "HasProbe",
                table: "Markets");

            migrationBuilder.DropColumn(
                name: "Fallback",
                table: "Rounds");

            migrationBuilder.DropColumn(
                name: "ClaimedSamples",
                table: "Trades");

            migrationBuilder.DropColumn(
                name: "EffectiveSamples",
                table: "Trades");

            migrationBuilder.DropColumn(
                name: "Predicted",
                table: "Trades");
        }
    }
}
